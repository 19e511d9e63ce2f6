package dev.warren.idempotency;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Requests and decisions for tests. */
final class Claims {
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    static final Failure FAILURE = new Failure("java.io.IOException", "down", "at …");

    private Claims() {}

    static JobKey key(String key) {
        return new JobKey("jobs", "", new JobTypeName("greet"), key);
    }

    static Coordinates at(int life, int run) {
        return new Coordinates(life, run);
    }

    static ClaimRequest request(String key, Coordinates coordinates) {
        return request(key(key), coordinates, Optional.empty());
    }

    static ClaimRequest request(JobKey key, Coordinates coordinates, Optional<Instant> expiresAt) {
        return new ClaimRequest(
                key,
                new JobId("id-" + key.key().substring(0, Math.min(key.key().length(), 9))),
                coordinates,
                coordinates.run(),
                START,
                expiresAt);
    }

    static Decided succeed(String json) {
        return new Decided(new Decision.Succeed(Optional.of(json)), Optional.empty());
    }

    static Decided retry(Coordinates from) {
        Duration delay = Duration.ofSeconds(10);
        return new Decided(
                new Decision.Retry(from.nextRun(), from.run() + 1, START.plus(delay), delay, FAILURE),
                Optional.of(copy("delay")));
    }

    static Decided snooze(Coordinates from) {
        Duration delay = Duration.ofSeconds(10);
        return new Decided(
                new Decision.Snooze(from.nextRun(), from.run(), START.plus(delay), delay), Optional.of(copy("delay")));
    }

    static Decided dead() {
        return new Decided(
                new Decision.Dead(DeadReason.ATTEMPTS_EXHAUSTED, FAILURE, 3, START), Optional.of(copy("dead")));
    }

    private static Publication copy(String exchange) {
        byte[] body = "{\"name\":\"ä€😀\"}".getBytes(StandardCharsets.UTF_8);
        return new Publication(
                exchange, "key", new Message(Message.Properties.of("greet", "id", Map.of("attempt", 2)), body));
    }
}
