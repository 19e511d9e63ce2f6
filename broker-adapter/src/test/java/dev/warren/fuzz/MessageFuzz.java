package dev.warren.fuzz;

import dev.warren.broker.Message;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.retry.RetryPolicy;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.MessageReader;
import dev.warren.wire.MessageWriter;
import dev.warren.wire.Reading;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A whole message: properties, headers and body. Whatever comes is read or refused in a sentence; a job that was read goes on to its next
 * run, to later, and to the dead letters and back, as the same job.
 */
public final class MessageFuzz {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Failure FAILURE = new Failure("java.io.IOException", "down", "at …");
    private static final Decision.Dead DEAD = new Decision.Dead(DeadReason.MAX_AGE, FAILURE, 1, NOW);

    private MessageFuzz() {}

    /** Loads the classes, which takes the fuzzer longer than it waits for an input. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput(new byte[] {0, 0, (byte) '{', (byte) '}'});
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Message message;
        try {
            message = AmqpBytes.read(input);
        } catch (IOException e) {
            return; // the broker would not have taken it
        }
        Reading reading = Fuzz.READER.read(message, NOW);
        if (reading instanceof Reading.Readable readable) {
            goesOn(readable.job());
            readsPayload(readable.job());
        } else if (reading instanceof Reading.Malformed malformed) {
            Fuzz.requireSentence(malformed.sentence());
            Fuzz.requireWritable(MessageWriter.deadUnread(message, DEAD, "bulk", "w-1"));
        }
    }

    private static void goesOn(JobMessage job) {
        Message deferred = MessageWriter.deferred(job, NOW.plusSeconds(1), NOW);
        JobMessage later = read(deferred);
        requireSame(job, later);
        Fuzz.require(later.coordinates().equals(job.coordinates()), "a deferred job is another run");

        Message retry = MessageWriter.retry(
                job,
                new Decision.Retry(
                        job.coordinates().nextRun(),
                        Math.min(job.attempt() + 1, RetryPolicy.MOST_ATTEMPTS),
                        NOW.plusSeconds(1),
                        Duration.ofSeconds(1),
                        FAILURE));
        requireSame(job, read(retry));

        Message dead = MessageWriter.dead(job, DEAD, "bulk", "w-1");
        JobMessage replayed = read(dead);
        requireSame(job, replayed);
        Fuzz.require(replayed.replay() == JobMessage.Replay.YES, "a dead letter that comes back is no replay");
    }

    private static JobMessage read(Message written) {
        Fuzz.requireWritable(written);
        Reading reading = Fuzz.READER.read(written, NOW);
        if (reading instanceof Reading.Readable readable) {
            return readable.job();
        }
        throw new AssertionError("what was written can't be read: " + reading);
    }

    private static void requireSame(JobMessage one, JobMessage other) {
        Fuzz.require(
                one.id().equals(other.id())
                        && one.type().equals(other.type())
                        && one.key().equals(other.key())
                        && one.tenantId().equals(other.tenantId())
                        && one.userId().equals(other.userId())
                        && one.maxAttempts().equals(other.maxAttempts())
                        && one.expiresAt().equals(other.expiresAt())
                        && one.message().body() == other.message().body(),
                "another job came back: " + one + " as " + other);
    }

    private static void readsPayload(JobMessage job) {
        MessageReader reader = Fuzz.READER;
        try {
            reader.payload(job, Map.class);
        } catch (MalformedMessage e) {
            Fuzz.requireSentence(e.sentence());
        }
    }
}
