package dev.warren.console;

import dev.warren.console.config.Durations;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The types that options and parameters of any command may have, beside picocli's own. */
final class Types {
    private Types() {}

    static void register(CommandLine line) {
        register(line, Duration.class, Durations::parse);
        register(line, Instant.class, Types::instant);
        register(line, LaneName.class, LaneName::new);
        register(line, JobTypeName.class, JobTypeName::new);
        register(line, JobId.class, JobId::new);
    }

    /** What the type's own check says becomes part of the sentence the user reads. */
    private static <T> void register(CommandLine line, Class<T> type, Function<String, T> reading) {
        line.registerConverter(type, text -> {
            try {
                return reading.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        });
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a time; write it with its offset, such as 2026-12-01T08:00:00Z");
        }
    }
}
