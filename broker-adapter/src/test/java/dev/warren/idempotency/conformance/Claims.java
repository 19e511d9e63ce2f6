package dev.warren.idempotency.conformance;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Registration;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.job.Uniqueness;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.topology.LaneName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Keys, requests and decisions for tests of a store. */
public final class Claims {
    /** When {@link SettableClock} begins. */
    public static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    /** What went wrong in {@link #retry} and {@link #dead}. */
    public static final Failure FAILURE = new Failure("java.io.IOException", "down", "at …");

    /** After how many crashes {@link #request} gives up. */
    public static final int POISON_AFTER = 3;

    private Claims() {}

    /** The key of a job called {@code job}. */
    public static JobKey key(String job) {
        return new JobKey("jobs", "", new JobTypeName("greet"), job);
    }

    /** Short for the constructor. */
    public static Coordinates at(int life, int run) {
        return new Coordinates(life, run);
    }

    /** A delivery of a job called {@code job}; its attempt is as high as its run. */
    public static ClaimRequest request(String job, Coordinates coordinates) {
        return request(key(job), coordinates);
    }

    /** A delivery of a job. */
    public static ClaimRequest request(JobKey key, Coordinates coordinates) {
        return new ClaimRequest(
                key,
                new JobId("id-" + key.key().substring(0, Math.min(key.key().length(), 9))),
                coordinates,
                coordinates.run(),
                PayloadHash.UNKNOWN,
                START,
                Optional.empty(),
                0,
                POISON_AFTER,
                LaneName.DEFAULT);
    }

    /** The same, not to be started after {@code end}. */
    public static ClaimRequest expiring(ClaimRequest of, Instant end) {
        return new ClaimRequest(
                of.key(),
                of.id(),
                of.coordinates(),
                of.attempt(),
                of.payloadHash(),
                of.enqueuedAt(),
                Optional.of(end),
                of.fenceInHand(),
                of.poisonAfter(),
                of.lane(),
                of.uniqueness());
    }

    /** The same from a process that has the job in hand under {@code fence}. */
    public static ClaimRequest inHand(ClaimRequest of, long fence) {
        return new ClaimRequest(
                of.key(),
                of.id(),
                of.coordinates(),
                of.attempt(),
                of.payloadHash(),
                of.enqueuedAt(),
                of.expiresAt(),
                fence,
                of.poisonAfter(),
                of.lane(),
                of.uniqueness());
    }

    /** The same with another id and a payload. */
    public static ClaimRequest carrying(ClaimRequest of, String id, long payloadHash) {
        return new ClaimRequest(
                of.key(),
                new JobId(id),
                of.coordinates(),
                of.attempt(),
                payloadHash,
                of.enqueuedAt(),
                of.expiresAt(),
                of.fenceInHand(),
                of.poisonAfter(),
                of.lane(),
                of.uniqueness());
    }

    /** The same from another lane. */
    public static ClaimRequest inLane(ClaimRequest of, LaneName lane) {
        return new ClaimRequest(
                of.key(),
                of.id(),
                of.coordinates(),
                of.attempt(),
                of.payloadHash(),
                of.enqueuedAt(),
                of.expiresAt(),
                of.fenceInHand(),
                of.poisonAfter(),
                lane,
                of.uniqueness());
    }

    /** The same of a job that was enqueued at another time. */
    public static ClaimRequest enqueued(ClaimRequest of, Instant at) {
        return new ClaimRequest(
                of.key(),
                of.id(),
                of.coordinates(),
                of.attempt(),
                of.payloadHash(),
                at,
                of.expiresAt(),
                of.fenceInHand(),
                of.poisonAfter(),
                of.lane(),
                of.uniqueness());
    }

    /** A job called {@code job} that was enqueued at {@link #START} to run at once; its id is that of {@link #request}. */
    public static Registration registration(String job) {
        return registration(request(job, Coordinates.FIRST), START);
    }

    /** A job that is to run at {@code dueAt}, as its delivery will tell of it. */
    public static Registration registration(ClaimRequest of, Instant dueAt) {
        return new Registration(of.key(), of.id(), of.payloadHash(), of.lane(), of.enqueuedAt(), dueAt);
    }

    /** The same with a unique key. */
    public static ClaimRequest unique(ClaimRequest of, Uniqueness uniqueness) {
        return new ClaimRequest(
                of.key(),
                of.id(),
                of.coordinates(),
                of.attempt(),
                of.payloadHash(),
                of.enqueuedAt(),
                of.expiresAt(),
                of.fenceInHand(),
                of.poisonAfter(),
                of.lane(),
                Optional.of(uniqueness));
    }

    /** Success, and nothing follows. */
    public static Decided succeed(String json) {
        return new Decided(new Decision.Succeed(Optional.of(json)), Optional.empty());
    }

    /** Success, and a message follows. */
    public static Decided succeedAndPublish(String json) {
        return new Decided(new Decision.Succeed(Optional.of(json)), Optional.of(copy("next")));
    }

    /** Another attempt, ten seconds after {@link #START}. */
    public static Decided retry(Coordinates from) {
        return retry(from, START.plusSeconds(10));
    }

    /** Another attempt, at {@code due}. */
    public static Decided retry(Coordinates from, Instant due) {
        return new Decided(
                new Decision.Retry(from.nextRun(), from.run() + 1, due, Duration.ofSeconds(10), FAILURE),
                Optional.of(copy("delay")));
    }

    /** The same attempt again, ten seconds after {@link #START}. */
    public static Decided snooze(Coordinates from) {
        Duration delay = Duration.ofSeconds(10);
        return new Decided(
                new Decision.Snooze(from.nextRun(), from.run(), START.plus(delay), delay), Optional.of(copy("delay")));
    }

    /** Death. */
    public static Decided dead() {
        return new Decided(
                new Decision.Dead(DeadReason.ATTEMPTS_EXHAUSTED, FAILURE, 3, START), Optional.of(copy("dead")));
    }

    private static Publication copy(String exchange) {
        byte[] body = "{\"name\":\"ä€😀\"}".getBytes(StandardCharsets.UTF_8);
        return new Publication(
                exchange, "key", new Message(Message.Properties.of("greet", "id", Map.of("attempt", 2)), body));
    }
}
