package dev.warren.wire;

import dev.warren.broker.Message;
import dev.warren.job.Coordinates;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages by which a job goes on: to its next run, to the dead letters, or back because it was put off. Body, type, id and
 * the producer's headers stay as they came; what the broker wrote into them is taken out.
 */
public final class MessageWriter {
    private static final Set<String> OURS = Set.of(
            WireHeaders.ATTEMPT,
            WireHeaders.RUN,
            WireHeaders.LIFE,
            WireHeaders.DUE_AT,
            WireHeaders.DELAY_LEFT,
            WireHeaders.HOLDS,
            WireHeaders.DEFERRED_SINCE,
            WireHeaders.FIRST_ENQUEUED_AT,
            WireHeaders.IDEMPOTENCY_KEY,
            WireHeaders.TENANT_ID,
            WireHeaders.USER_ID,
            WireHeaders.PUBLISHED_BY,
            WireHeaders.MAX_ATTEMPTS,
            WireHeaders.EXPIRES_AT,
            WireHeaders.UNIQUE_KEY,
            WireHeaders.UNIQUE_UNTIL,
            WireHeaders.UNIQUE_CONFLICT,
            WireHeaders.TRACEPARENT,
            WireHeaders.ERROR_TYPE,
            WireHeaders.ERROR_MESSAGE,
            WireHeaders.ERROR_STACK,
            WireHeaders.DEAD_REASON,
            WireHeaders.DEAD_AT,
            WireHeaders.DEAD_LANE,
            WireHeaders.DEAD_WORKER);

    private MessageWriter() {}

    /** The message for the next attempt. */
    public static Message retry(JobMessage job, Decision.Retry decision) {
        Map<String, Object> headers = next(job, decision.next(), decision.nextAttempt(), decision.due());
        putFailure(headers, decision.failure());
        return republished(job, headers);
    }

    /** The message for the same attempt, later, because its handler asked for it. */
    public static Message snooze(JobMessage job, Decision.Snooze decision) {
        return republished(job, next(job, decision.next(), decision.attempt(), decision.due()));
    }

    /** The same message again, later: it was put off before it was claimed. */
    public static Message deferred(JobMessage job, Instant due, Instant now) {
        Map<String, Object> headers = carriedOn(job);
        putCoordinates(headers, job.coordinates(), job.attempt());
        headers.put(WireHeaders.DUE_AT, due.toEpochMilli());
        headers.put(WireHeaders.HOLDS, Math.min(job.holds(), MessageReader.MOST - 1) + 1);
        headers.put(WireHeaders.DEFERRED_SINCE, job.deferredSince().orElse(now).toEpochMilli());
        headers.put(WireHeaders.FIRST_ENQUEUED_AT, iso(job.enqueuedAt()));
        return republished(job, headers);
    }

    /** The dead letter of a job that was given up on. */
    public static Message dead(JobMessage job, Decision.Dead decision, String lane, String worker) {
        Map<String, Object> headers = carriedOn(job);
        putCoordinates(headers, job.coordinates(), decision.attempt());
        headers.remove(WireHeaders.HOLDS);
        headers.remove(WireHeaders.DEFERRED_SINCE);
        headers.put(WireHeaders.FIRST_ENQUEUED_AT, iso(job.enqueuedAt()));
        delayLeft(job, decision.at()).ifPresent(left -> headers.put(WireHeaders.DELAY_LEFT, left.toMillis()));
        putDeath(headers, decision, lane, worker);
        return republished(job, headers);
    }

    /** What was due when a job died is due when it is replayed, whatever clock looks then. */
    private static Optional<Duration> delayLeft(JobMessage job, Instant now) {
        return job.dueAt().isPresent() && !job.isDueAfter(now)
                ? Optional.of(job.delayLeft().orElse(Duration.ZERO))
                : job.delayLeft();
    }

    /** The dead letter of a message that could not be read as a job. */
    public static Message deadUnread(Message message, Decision.Dead decision, String lane, String worker) {
        Map<String, Object> headers = withoutTheBrokers(message);
        putDeath(headers, decision, lane, worker);
        return message.withProperties(properties(message.properties(), headers, null));
    }

    /**
     * A dead letter as it goes back to its lane, where it begins the next life. It keeps its headers, by which a worker knows the replay;
     * one that has none, because a worker never gave up on it, gets {@code reason}.
     *
     * @param due when it is to run, if not at once
     */
    public static Message replayed(Message letter, String reason, Optional<Instant> due) {
        Map<String, Object> headers = withoutTheBrokers(letter);
        headers.remove(WireHeaders.HOLDS);
        headers.remove(WireHeaders.DEFERRED_SINCE);
        headers.putIfAbsent(WireHeaders.DEAD_REASON, reason);
        due.ifPresent(time -> headers.put(WireHeaders.DUE_AT, time.toEpochMilli()));
        return letter.withProperties(properties(letter.properties(), headers, null));
    }

    /** A message that no queue would have, as it goes to where it belongs: as it was, without the broker's account of its ways. */
    public static Message rerouted(Message message) {
        return message.withProperties(properties(message.properties(), withoutTheBrokers(message), null));
    }

    private static Map<String, Object> next(JobMessage job, Coordinates coordinates, int attempt, Instant due) {
        Map<String, Object> headers = carriedOn(job);
        putCoordinates(headers, coordinates, attempt);
        headers.remove(WireHeaders.HOLDS);
        headers.remove(WireHeaders.DEFERRED_SINCE);
        headers.put(WireHeaders.DUE_AT, due.toEpochMilli());
        headers.put(WireHeaders.FIRST_ENQUEUED_AT, iso(job.enqueuedAt()));
        return headers;
    }

    private static Map<String, Object> carriedOn(JobMessage job) {
        Map<String, Object> headers = withoutTheBrokers(job.message());
        headers.keySet().removeAll(WireHeaders.OF_A_FAILURE);
        headers.remove(WireHeaders.DELAY_LEFT);
        return headers;
    }

    private static Map<String, Object> withoutTheBrokers(Message message) {
        Map<String, Object> headers = new HashMap<>(message.properties().headers());
        headers.keySet().removeIf(WireHeaders::isTheBrokers);
        String login = message.properties().userId();
        if (login != null) {
            headers.put(WireHeaders.PUBLISHED_BY, login);
        }
        return headers;
    }

    private static void putCoordinates(Map<String, Object> headers, Coordinates coordinates, int attempt) {
        headers.put(WireHeaders.LIFE, coordinates.life());
        headers.put(WireHeaders.RUN, coordinates.run());
        headers.put(WireHeaders.ATTEMPT, attempt);
    }

    private static void putFailure(Map<String, Object> headers, Failure failure) {
        headers.put(WireHeaders.ERROR_TYPE, failure.type());
        headers.put(WireHeaders.ERROR_MESSAGE, failure.message());
        headers.put(WireHeaders.ERROR_STACK, failure.stack());
    }

    private static void putDeath(Map<String, Object> headers, Decision.Dead decision, String lane, String worker) {
        putFailure(headers, decision.failure());
        headers.put(WireHeaders.DEAD_REASON, decision.reason().wireName());
        headers.put(WireHeaders.DEAD_AT, iso(decision.at()));
        headers.put(WireHeaders.DEAD_LANE, lane);
        headers.put(WireHeaders.DEAD_WORKER, worker);
    }

    private static Message republished(JobMessage job, Map<String, Object> headers) {
        Message message = job.message();
        Optional<String> madeId = job.identity() == JobMessage.Identity.MADE
                ? Optional.of(job.id().value())
                : Optional.empty();
        return message.withProperties(properties(message.properties(), headers, madeId.orElse(null)));
    }

    /**
     * The properties as they came, but for three: an {@code expiration} would take the message out of a queue, a {@code user_id} is
     * refused when it is not the publisher's own login, and a message that had no id gets the one its record has.
     */
    private static Message.Properties properties(
            Message.Properties original, Map<String, Object> headers, @Nullable String madeId) {
        return new Message.Properties(
                original.type(),
                madeId != null ? madeId : original.messageId(),
                original.contentType(),
                original.contentEncoding(),
                original.correlationId(),
                original.replyTo(),
                original.timestampSeconds(),
                original.priority(),
                original.appId(),
                null,
                original.clusterId(),
                null,
                HeaderSize.fit(headers, OURS));
    }

    private static String iso(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant);
    }
}
