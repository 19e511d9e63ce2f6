package dev.warren.console.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.warren.console.output.Colour;
import java.util.Locale;

/** How bad a finding is. */
enum Level {
    /** As it should be. */
    OK(Colour.GOOD),
    /** Worth knowing; also said of what could not be looked at. */
    NOTE(Colour.DIM),
    /** Works today, and may not tomorrow. */
    WARN(Colour.WARNING),
    /** Jobs are lost, doubled, held up or not run at all. */
    FAIL(Colour.BAD);

    private final Colour colour;

    Level(Colour colour) {
        this.colour = colour;
    }

    Colour colour() {
        return colour;
    }

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
