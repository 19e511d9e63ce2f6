package dev.warren.console.connect;

import dev.warren.console.config.Key;
import dev.warren.console.config.Setting;
import dev.warren.console.config.Settings;
import dev.warren.console.config.UsageError;
import java.util.Set;

/** What is refused unless somebody asks for it: logins in the clear, and the password everybody knows, over a network. */
final class Refusals {
    private static final String KNOWN_PASSWORD = "guest";
    private static final Set<String> ENCRYPTED = Set.of("amqps", "https", "rediss");

    private Refusals() {}

    /** Throws {@link UsageError} when using the address would be careless. */
    static void check(Address address, Setting from, Settings settings) {
        if (address.isLoopback()) {
            return;
        }
        boolean plain = !ENCRYPTED.contains(address.scheme());
        if (plain && !settings.isOn(Key.INSECURE_PLAIN)) {
            throw new UsageError(address + " (" + from.origin().words() + ") is refused: login and jobs would travel"
                    + " unencrypted. Use " + address.scheme() + "s://, or allow it with --insecure-plain");
        }
        boolean known = address.password().filter(KNOWN_PASSWORD::equals).isPresent();
        if (known && !settings.isOn(Key.INSECURE_DEFAULT_PASSWORD)) {
            throw new UsageError(address + " (" + from.origin().words()
                    + ") is refused: its password is the default, guest. Give the login a password of its own, or allow"
                    + " it with --insecure-default-password");
        }
    }
}
