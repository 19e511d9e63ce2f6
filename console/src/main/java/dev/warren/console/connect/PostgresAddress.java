package dev.warren.console.connect;

import dev.warren.console.config.Key;
import dev.warren.console.config.Secrets;
import dev.warren.console.config.Setting;
import dev.warren.console.config.Settings;
import dev.warren.console.config.UsageError;
import dev.warren.stores.postgres.PostgresStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A store in a PostgreSQL database, as the setting {@code store} names it. */
final class PostgresAddress {
    static final String FORM = "jdbc:postgresql://host:5432/database?user=name&password=word";

    private static final String PREFIX = "jdbc:postgresql:";
    private static final Pattern HOSTS = Pattern.compile("jdbc:postgresql://([^/?]*).*");
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern VERIFIED = Pattern.compile("[?&]sslmode=verify-full(&|$)");

    private final String url;
    private final Duration timeout;

    private PostgresAddress(String url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
    }

    /**
     * The address, if the setting names a PostgreSQL database.
     *
     * @throws UsageError when login and jobs would travel unencrypted, or to somebody else's server
     */
    static Optional<PostgresAddress> in(Settings settings, Duration timeout) {
        String text = settings.text(Key.STORE);
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Setting setting = settings.get(Key.STORE);
        if (!isLoopback(text) && !VERIFIED.matcher(text).find() && !settings.isOn(Key.INSECURE_PLAIN)) {
            throw new UsageError(
                    Secrets.withoutPassword(text) + " (" + setting.origin().words()
                            + ") is refused: login and jobs could be read on their way, or go to another server. Add sslmode=verify-full to"
                            + " it, or allow it with --insecure-plain");
        }
        return Optional.of(new PostgresAddress(text, timeout));
    }

    /** Whether it names this machine, as it is written: names are not looked up. Without any host the driver takes this one. */
    private static boolean isLoopback(String url) {
        Matcher hosts = HOSTS.matcher(url);
        return !hosts.matches()
                || Stream.of(hosts.group(1).split(",", -1))
                        .map(host -> PORT.matcher(host).replaceFirst(""))
                        .allMatch(host -> host.isEmpty() || Address.isLoopback(host));
    }

    /**
     * The store, which comes to be when it does not exist.
     *
     * @throws UsageError when the driver does not understand the address
     */
    PostgresStore open() {
        return opened(PostgresStore.Builder::open);
    }

    /** The store as a worker left it. */
    PostgresStore openExisting() {
        return opened(PostgresStore.Builder::openExisting);
    }

    private PostgresStore opened(Function<PostgresStore.Builder, PostgresStore> opening) {
        try {
            return opening.apply(PostgresStore.builder(url).timeout(timeout));
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()));
        }
    }
}
