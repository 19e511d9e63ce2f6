package dev.warren.console.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All settings in force, each with its origin. Immutable; shows no secret. */
public final class Settings {
    private final Map<Key, Setting> settings;

    Settings(Map<Key, Setting> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** One setting. */
    public Setting get(Key key) {
        Setting found = settings.get(key);
        return found != null ? found : new Setting(key, key.standard(), new Origin.Default());
    }

    /** All of them, in the order of {@link Key}. */
    public List<Setting> all() {
        return Arrays.stream(Key.values()).map(this::get).toList();
    }

    /** A value, where there is one. */
    public Optional<String> optional(Key key) {
        return get(key).value();
    }

    /** The value of a setting that has a default. */
    public String text(Key key) {
        return optional(key).orElseThrow(() -> get(key).wrong("it must have a value"));
    }

    /** Whether a switch is on. */
    public boolean isOn(Key key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw get(key).wrong("it must be true or false");
        };
    }

    /** A whole number within bounds. */
    public int number(Key key, int least, int most) {
        try {
            int number = Integer.parseInt(text(key).strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // says the same as one out of bounds
        }
        throw get(key).wrong("it must be a whole number from " + least + " to " + most);
    }

    /** A duration within bounds. */
    public Duration duration(Key key, Duration least, Duration most) {
        Duration value = as(key, Durations::parse);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw get(key).wrong("it must be from " + least + " to " + most);
        }
        return value;
    }

    /** The parts of a list with commas. */
    public List<String> list(Key key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /**
     * A value in another type.
     *
     * @throws UsageError when {@code reading} throws IllegalArgumentException, whose message becomes part of the error
     */
    public <T> T as(Key key, Function<String, T> reading) {
        try {
            return reading.apply(text(key));
        } catch (IllegalArgumentException e) {
            throw get(key).wrong(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
