package dev.warren.console.config;

import java.util.Optional;

/**
 * One setting as it is in force. Its {@code toString} shows no secret.
 *
 * @param key which setting
 * @param value its value; empty when there is none
 * @param origin where the value comes from
 */
public record Setting(Key key, Optional<String> value, Origin origin) {
    /** The value as it may be shown: {@code ***} in place of a password. */
    public Optional<String> shown() {
        return switch (key.kind()) {
            case PLAIN, SWITCH -> value;
            case ADDRESS -> value.map(Secrets::withoutPassword);
            case SECRET -> value.map(secret -> Secrets.HIDDEN);
        };
    }

    /** An error about this value, which is shown as it may be. */
    public UsageError wrong(String what) {
        return new UsageError(
                "the setting '" + key.text() + "' is '" + shown().orElse("") + "' (" + origin.words() + "): " + what);
    }

    @Override
    public String toString() {
        return key.text() + "=" + shown().orElse("") + " (" + origin.words() + ")";
    }
}
