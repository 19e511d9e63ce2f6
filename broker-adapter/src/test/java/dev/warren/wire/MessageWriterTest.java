package dev.warren.wire;

import static dev.warren.wire.Messages.NOW;
import static dev.warren.wire.Messages.bytes;
import static dev.warren.wire.Messages.headers;
import static dev.warren.wire.Messages.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.job.Coordinates;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageWriterTest {
    private static final Instant DUE = NOW.plusSeconds(10);
    private static final byte[] NONE = {};
    private static final Failure FAILURE = new Failure("java.io.IOException", "down", "at …");

    private static final Decision.Retry RETRY =
            new Decision.Retry(new Coordinates(2, 4), 4, DUE, Duration.ofSeconds(10), FAILURE);
    private static final Decision.Snooze SNOOZE =
            new Decision.Snooze(new Coordinates(2, 4), 3, DUE, Duration.ofSeconds(10));
    private static final Decision.Dead DEAD = new Decision.Dead(DeadReason.MAX_AGE, FAILURE, 3, NOW);

    /** A message that has been through a lot: third attempt, put off twice, with the last failure and the broker's records. */
    private static Message travelled() {
        Map<String, Object> headers = headers(
                "tenant-id",
                "acme",
                "idempotency-key",
                "order-7",
                "max-attempts",
                "9",
                "traceparent",
                "00-abc-def-01",
                "own",
                List.of(1, "two"),
                "attempt",
                3,
                "run",
                3,
                "life",
                2,
                "due-at",
                NOW.minusSeconds(1).toEpochMilli(),
                "delay-left",
                0L,
                "holds",
                2,
                "deferred-since",
                NOW.minusSeconds(30).toEpochMilli(),
                "first-enqueued-at",
                "2026-11-22T11:00:00Z",
                "error-type",
                "before",
                "error-message",
                "before",
                "error-stack",
                "before",
                "x-death",
                List.of(Map.of("reason", "expired")),
                "x-first-death-queue",
                "q",
                "x-first-death-reason",
                "expired",
                "x-first-death-exchange",
                "e",
                "x-last-death-queue",
                "q",
                "x-delivery-count",
                2L,
                "x-acquired-count",
                2L,
                "CC",
                List.of("elsewhere"),
                "BCC",
                List.of("elsewhere"));
        return new Message(
                new Message.Properties(
                        "greet",
                        "id-1",
                        "application/json",
                        "utf-8",
                        "c-1",
                        "reply",
                        7L,
                        3,
                        "app",
                        "shop",
                        "cl",
                        "60000",
                        headers),
                bytes("{\"name\":\"a\"}"));
    }

    static Stream<Arguments> written() {
        Map<String, Object> kept = headers(
                "tenant-id", "acme",
                "idempotency-key", "order-7",
                "max-attempts", "9",
                "traceparent", "00-abc-def-01",
                "own", List.of(1, "two"),
                "published-by", "shop",
                "life", 2);
        Map<String, Object> failed = headers(
                "error-type", FAILURE.type(), "error-message", FAILURE.message(), "error-stack", FAILURE.stack());
        Map<String, Object> died = plus(
                failed,
                "dead-reason",
                "max-age",
                "dead-at",
                "2026-11-22T12:00:00Z",
                "dead-lane",
                "bulk",
                "dead-worker",
                "w-1");
        Map<String, Object> first = plus(kept, "first-enqueued-at", "2026-11-22T11:00:00Z");
        Map<String, Object> next = plus(first, "run", 4, "due-at", DUE.toEpochMilli());
        Map<String, Object> same = plus(first, "run", 3, "attempt", 3);
        return Stream.of(
                written("retry", job -> MessageWriter.retry(job, RETRY), plus(plus(next, "attempt", 4), failed)),
                written("snooze", job -> MessageWriter.snooze(job, SNOOZE), plus(next, "attempt", 3)),
                written(
                        "deferred",
                        job -> MessageWriter.deferred(job, DUE, NOW),
                        plus(
                                same,
                                "due-at",
                                DUE.toEpochMilli(),
                                "holds",
                                3,
                                "deferred-since",
                                NOW.minusSeconds(30).toEpochMilli())),
                written(
                        "dead",
                        job -> MessageWriter.dead(job, DEAD, "bulk", "w-1"),
                        plus(plus(same, "due-at", NOW.minusSeconds(1).toEpochMilli(), "delay-left", 0L), died)),
                written(
                        "dead unread",
                        job -> MessageWriter.deadUnread(job.message(), DEAD, "bulk", "w-1"),
                        plus(
                                plus(
                                        same,
                                        "due-at",
                                        NOW.minusSeconds(1).toEpochMilli(),
                                        "delay-left",
                                        0L,
                                        "holds",
                                        2,
                                        "deferred-since",
                                        NOW.minusSeconds(30).toEpochMilli()),
                                died)));
    }

    private static Arguments written(
            String what, Function<JobMessage, Message> writing, Map<String, Object> expectedHeaders) {
        return Arguments.of(what, writing, expectedHeaders);
    }

    private static Map<String, Object> plus(Map<String, Object> headers, Object... more) {
        return plus(headers, headers(more));
    }

    private static Map<String, Object> plus(Map<String, Object> headers, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(headers);
        all.putAll(more);
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("written")
    void keepsStripsAndAddsWhatTheWireFormatSays(
            String what, Function<JobMessage, Message> writing, Map<String, Object> expected) {
        Message original = travelled();
        Message again = writing.apply(read(original));
        assertThat(again.properties().headers()).isEqualTo(expected);
        assertThat(again.body()).isSameAs(original.body());
        // An expiration would take it out of a queue, a user id is refused unless it is the publisher's own.
        assertThat(again.properties())
                .isEqualTo(new Message.Properties(
                        "greet",
                        "id-1",
                        "application/json",
                        "utf-8",
                        "c-1",
                        "reply",
                        7L,
                        3,
                        "app",
                        null,
                        "cl",
                        null,
                        expected));
        assertThat(original.properties().headers())
                .as("the original")
                .isEqualTo(travelled().properties().headers());
    }

    @Test
    void countsPutOffsFromTheFirstOne() {
        JobMessage once = read(MessageWriter.deferred(read(Messages.of("greet", "1", "{}")), DUE, NOW));
        assertThat(once.holds()).isEqualTo(1);
        assertThat(once.deferredSince()).contains(NOW);
        assertThat(once.coordinates()).isEqualTo(Coordinates.FIRST);
        assertThat(once.attempt()).isEqualTo(1);
        JobMessage twice = read(MessageWriter.deferred(once, DUE.plusSeconds(1), NOW));
        assertThat(twice.holds()).isEqualTo(2);
        assertThat(twice.deferredSince()).contains(NOW);
    }

    @Test
    void putsOffAsOftenAsCanBeCountedAndStaysReadable() {
        JobMessage often = read(Messages.of(headers("holds", Integer.MAX_VALUE - 1)));
        assertThat(read(MessageWriter.deferred(often, DUE, NOW)).holds()).isEqualTo(Integer.MAX_VALUE - 1);
    }

    @Test
    void keepsTheIdThatWasMadeForAMessageWithoutOne() {
        JobMessage made = read(Messages.of("greet", null, "{}"));
        JobMessage again = read(MessageWriter.retry(made, RETRY));
        assertThat(again.id()).isEqualTo(made.id());
        assertThat(again.identity()).isEqualTo(JobMessage.Identity.GIVEN);
    }

    @Test
    void leavesAnEnvelopesIdWhereItIs() {
        JobMessage enveloped = read(Messages.of(null, null, "{\"type\":\"greet\",\"id\":\"e-1\",\"data\":{}}"));
        Message again = MessageWriter.retry(enveloped, RETRY);
        assertThat(again.properties().messageId()).isNull();
        assertThat(read(again).id()).isEqualTo(enveloped.id());
    }

    @Test
    void leavesNoIdInTheDeadLetterOfWhatCouldNotBeRead() {
        Message unread = Messages.of(null, null, null, null, Map.of(), new byte[] {1, 2, 3});
        Message dead = MessageWriter.deadUnread(unread, DEAD, "bulk", "w-1");
        assertThat(dead.body()).isSameAs(unread.body());
        assertThat(dead.properties().type()).isNull();
        assertThat(dead.properties().messageId()).isNull();
        assertThat(dead.properties().headers()).doesNotContainKeys("life", "run", "attempt", "published-by");
    }

    @Test
    void aPutOffReplayGoesOnInItsNewLife() {
        JobMessage replay = read(Messages.of(headers("dead-reason", "max-age", "life", 2, "run", 9, "attempt", 5)));
        JobMessage again = read(MessageWriter.deferred(replay, DUE, NOW));
        assertThat(again.coordinates()).isEqualTo(new Coordinates(3, 1));
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.replay()).isEqualTo(JobMessage.Replay.NO);
        assertThat(again.enqueuedAt()).isEqualTo(NOW);
    }

    @Test
    void aReplayedDeadLetterIsTheSameJobInItsNextLife() {
        JobMessage job = read(travelled());
        JobMessage replayed = read(MessageWriter.dead(job, DEAD, "bulk", "w-1"));
        assertThat(replayed.replay()).isEqualTo(JobMessage.Replay.YES);
        assertThat(replayed.coordinates()).isEqualTo(new Coordinates(3, 1));
        assertThat(replayed.id()).isEqualTo(job.id());
        assertThat(replayed.key()).isEqualTo(job.key());
    }

    @Test
    void roundTripsAnyJobThroughARetry() {
        Random random = new Random(20_261_122);
        int seen = 0;
        while (seen < 3_000) {
            Message message = RandomMessages.anything(random);
            if (!(Messages.reader().read(message, NOW) instanceof Reading.Readable readable)) {
                continue;
            }
            seen++;
            JobMessage job = readable.job();
            Decision.Retry retry = new Decision.Retry(
                    job.coordinates().nextRun(),
                    Math.min(job.attempt() + 1, 1_000),
                    DUE,
                    Duration.ofSeconds(10),
                    FAILURE);
            Message written = MessageWriter.retry(job, retry);
            JobMessage next = read(written);
            assertThat(next.coordinates()).isEqualTo(retry.next());
            assertThat(next.attempt()).isEqualTo(retry.nextAttempt());
            assertThat(next.id()).isEqualTo(job.id());
            assertThat(next.key()).isEqualTo(job.key());
            assertThat(next.type()).isEqualTo(job.type());
            assertThat(next.tenantId()).isEqualTo(job.tenantId());
            assertThat(next.userId()).isEqualTo(job.userId());
            assertThat(next.maxAttempts()).isEqualTo(job.maxAttempts());
            assertThat(next.expiresAt()).isEqualTo(job.expiresAt());
            assertThat(next.enqueuedAt()).isEqualTo(job.enqueuedAt());
            assertThat(next.dueAt()).contains(DUE);
            assertThat(next.replay()).isEqualTo(JobMessage.Replay.NO);
            assertThat(next.message().body()).isSameAs(message.body());
            assertThat(next.envelopeData().orElse(NONE))
                    .isEqualTo(job.envelopeData().orElse(NONE));
        }
    }

    @Test
    void anyDeadLetterCanBeReplayed() {
        Random random = new Random(9);
        Set<String> addresses = Set.of("CC", "BCC", "x-death", "x-delivery-count", "x-acquired-count");
        for (int i = 0; i < 3_000; i++) {
            Message message = RandomMessages.anything(random);
            Optional<JobMessage> job = Messages.reader().read(message, NOW) instanceof Reading.Readable readable
                    ? Optional.of(readable.job())
                    : Optional.empty();
            Message dead = job.map(known -> MessageWriter.dead(known, DEAD, "bulk", "w-1"))
                    .orElseGet(() -> MessageWriter.deadUnread(message, DEAD, "bulk", "w-1"));
            assertThat(dead.properties().headers()).doesNotContainKeys(addresses.toArray(String[]::new));
            if (job.isPresent()) {
                assertThat(read(dead).coordinates())
                        .isEqualTo(job.get().coordinates().nextLife());
            }
        }
    }
}
