package dev.warren.console.jobs;

import dev.warren.console.config.Nearest;
import dev.warren.console.config.UsageError;
import dev.warren.idempotency.JobStatus;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statuses as a user names them. */
final class Statuses implements Iterable<String> {
    private static final String OPEN = "open";
    private static final String ENDED = "ended";

    private static final List<String> NAMES = Stream.concat(
                    Arrays.stream(JobStatus.values()).map(Statuses::name), Stream.of(OPEN, ENDED))
            .toList();

    @Override
    public Iterator<String> iterator() {
        return NAMES.iterator();
    }

    private static String name(JobStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    static Set<JobStatus> named(String given) {
        String name = given.toLowerCase(Locale.ROOT).replace('-', '_');
        if (!NAMES.contains(name)) {
            throw new UsageError("--status knows no '" + given + "'." + Nearest.hint(name, NAMES) + " It is one of "
                    + String.join(", ", NAMES));
        }
        return switch (name) {
            case OPEN -> those(status -> !status.isFinal());
            case ENDED -> those(JobStatus::isFinal);
            default -> those(status -> name(status).equals(name));
        };
    }

    private static Set<JobStatus> those(Predicate<JobStatus> wanted) {
        return Arrays.stream(JobStatus.values()).filter(wanted).collect(Collectors.toSet());
    }
}
