package dev.warren.consume;

import org.slf4j.event.Level;

/**
 * Every line a job can write in its life. A contract with whoever searches or alerts on logs: {@code docs/operating.md} has the same table,
 * and a test holds the two together. DEBUG for what went well, INFO for a retry, WARN for a dead letter, ERROR where a person is needed.
 */
enum JobEvent {
    STARTED(Level.DEBUG, "job started"),
    SUCCEEDED(Level.DEBUG, "job succeeded"),
    RETRIED(Level.INFO, "attempt {} of {} failed, next in {}: {}"),
    SNOOZED(Level.INFO, "job snoozed for {}"),
    DIED(Level.WARN, "dead letter: {} ({})"),
    MALFORMED(Level.WARN, "dead letter: the message is malformed: {}"),
    TYPE_UNKNOWN(Level.WARN, "dead letter: {}"),
    KEY_CONFLICT(Level.WARN, "dead letter: {}"),
    DEFERRED(Level.DEBUG, "job put off: {}"),
    DUPLICATE(Level.DEBUG, "message dropped, a duplicate: {}"),
    STALE(Level.DEBUG, "message dropped, stale: {}"),
    CANCELLED(Level.INFO, "message dropped: the job is cancelled"),
    CANCELLED_IN_HAND(
            Level.INFO,
            "job cancelled while this worker had it: its handler is interrupted, and its end counts for nothing"),
    SKIPPED(Level.INFO, "message dropped, the job is skipped: {}"),
    EXPIRED(Level.INFO, "message dropped: the job was not started in time"),
    RESENT_WHEN_DEAD(
            Level.WARN, "message dropped: the job is dead, and only a replay of its dead letter gives it a new life"),
    WITHOUT_ID(
            Level.WARN, "jobs of this type come without message_id: they run at least once and can't be deduplicated"),
    FENCED(Level.WARN, "this attempt's claim has passed to somebody else or was cancelled; nothing is published"),
    HANDED_BACK(Level.DEBUG, "job handed back unfinished: its worker stops, or could not renew its lease"),
    NOT_PUBLISHED(Level.ERROR, "{} could not be published; the job's message stays unacked and it is tried again: {}");

    private final Level level;
    private final String text;

    JobEvent(Level level, String text) {
        this.level = level;
        this.text = text;
    }

    Level level() {
        return level;
    }

    /** The message, with SLF4J's placeholders. */
    String text() {
        return text;
    }
}
