package dev.warren.console.enqueue;

import dev.warren.topology.LaneName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a job; a mixin. With {@code --file} they hold for every line that says nothing else. */
final class JobOptions {
    @Option(names = "--lane", paramLabel = "NAME", description = "its lane (default: default)")
    @Nullable
    LaneName lane;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "not before this much time has passed, such as 90s or 2h")
    @Nullable
    Duration delay;

    @Option(names = "--due", paramLabel = "WHEN", description = "not before this time, such as 2026-12-01T08:00:00Z")
    @Nullable
    Instant due;

    @Option(
            names = "--id",
            paramLabel = "TEXT",
            description = "its id (default: a fresh one); enqueued twice with one id, it runs once")
    @Nullable
    String id;

    @Option(
            names = "--key",
            paramLabel = "TEXT",
            description = "its idempotency key (default: the id): of jobs of one type with one key, one runs")
    @Nullable
    String key;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            description = "how often it is tried, 1 to 1000, instead of what its type says")
    @Nullable
    Integer maxAttempts;

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "never to be started after this time, or this much time from now, such as 15m")
    @Nullable
    String expires;

    @Option(names = "--tenant", paramLabel = "ID", description = "for this tenant; part of the idempotency key's scope")
    @Nullable
    String tenant;

    @Option(names = "--user", paramLabel = "ID", description = "on behalf of this user: the header user-id")
    @Nullable
    String user;

    @Option(names = "--correlation-id", paramLabel = "TEXT", description = "your own reference, carried along")
    @Nullable
    String correlationId;

    @Option(
            names = "--reply-to",
            paramLabel = "QUEUE",
            description = "a queue that is told how it ended, by a message of type warren.result")
    @Nullable
    String replyTo;

    @Option(
            names = "--header",
            paramLabel = "NAME=TEXT",
            description = "a further header, such as traceparent; may be given several times")
    Map<String, String> headers = new LinkedHashMap<>();

    /** As fields; throws IllegalArgumentException when they contradict each other. */
    JobFields fields(Clock clock) {
        return new JobFields(
                Optional.ofNullable(lane),
                Optional.ofNullable(delay),
                Optional.ofNullable(due),
                Optional.ofNullable(id),
                Optional.ofNullable(key),
                Optional.ofNullable(maxAttempts),
                Optional.ofNullable(expires).map(text -> When.parse(text, clock)),
                Optional.ofNullable(tenant),
                Optional.ofNullable(user),
                Optional.ofNullable(correlationId),
                Optional.ofNullable(replyTo),
                Map.copyOf(headers));
    }
}
