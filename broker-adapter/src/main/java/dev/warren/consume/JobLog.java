package dev.warren.consume;

import dev.warren.outcome.Decision;
import dev.warren.outcome.Outcome;
import dev.warren.topology.LaneName;
import dev.warren.wire.JobMessage;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The lines a job writes in its life, all with its id. Levels: DEBUG for what went well, INFO for a retry, WARN for a dead letter, ERROR
 * where a person is needed. Payloads are never in them. {@code docs/operating.md} has the table.
 */
final class JobLog {
    static final String JOB_ID = "job_id";
    static final String JOB_TYPE = "job_type";
    static final String LANE = "lane";
    static final String ATTEMPT = "attempt";
    static final String OUTCOME = "outcome";
    static final String DELAY_MS = "delay_ms";

    private static final Logger log = LoggerFactory.getLogger("dev.warren.jobs");

    private JobLog() {}

    /**
     * Puts the job's fields on every line its handler writes. They stay on the slot's thread until the next job's replace them, or the
     * slot falls idle: taking them off and putting them on again for every job costs more than many a handler.
     */
    static void enterHandler(RunningJob job) {
        MDC.put(JOB_ID, job.message().id().value());
        MDC.put(JOB_TYPE, job.message().type().value());
        MDC.put(LANE, job.lane().value());
        MDC.put(ATTEMPT, Integer.toString(job.message().attempt()));
        if (log.isDebugEnabled()) {
            line(Level.DEBUG, job.message(), job.lane()).log("job started");
        }
    }

    /** Takes the last job's fields off a thread that has none to run. */
    static void leaveHandlers() {
        MDC.remove(JOB_ID);
        MDC.remove(JOB_TYPE);
        MDC.remove(LANE);
        MDC.remove(ATTEMPT);
    }

    static void decided(RunningJob job, Decision decision) {
        decision.match(new DecisionLines(job));
    }

    static void deferred(JobMessage job, LaneName lane, String why, Duration delay) {
        line(Level.DEBUG, job, lane, Outcome.DEFERRED)
                .addKeyValue(DELAY_MS, delay.toMillis())
                .log("job put off: {}", why);
    }

    static void dropped(JobMessage job, LaneName lane, Outcome outcome, String why) {
        Level level = outcome == Outcome.EXPIRED || outcome == Outcome.CANCELLED ? Level.INFO : Level.DEBUG;
        line(level, job, lane, outcome).log("message dropped: {}", why);
    }

    static void resendOfADeadJob(JobMessage job, LaneName lane) {
        line(Level.WARN, job, lane, Outcome.DUPLICATE)
                .log("message dropped: the job is dead, and only a replay of its dead letter gives it a new life");
    }

    static void unknownType(JobMessage job, LaneName lane, String sentence) {
        line(Level.WARN, job, lane, Outcome.DEAD).log("dead letter: {}", sentence);
    }

    static void malformed(Delivery delivery, String sentence) {
        String id = delivery.message().properties().messageId();
        log.atWarn()
                .addKeyValue(JOB_ID, id == null ? "(none)" : id)
                .addKeyValue(LANE, delivery.source().lane())
                .addKeyValue(OUTCOME, Outcome.DEAD.label())
                .log("dead letter: the message is malformed: {}", sentence);
    }

    static void withoutId(JobMessage job, LaneName lane) {
        line(Level.WARN, job, lane)
                .log("jobs of this type come without message_id: they run at least once and can't be deduplicated");
    }

    static void fenced(RunningJob job, Duration delay) {
        line(Level.WARN, job.message(), job.lane(), Outcome.STALE)
                .addKeyValue(DELAY_MS, delay.toMillis())
                .log("this attempt's claim has passed to somebody else or was cancelled; nothing is published");
    }

    static void handedBack(RunningJob job) {
        line(Level.DEBUG, job.message(), job.lane()).log("job handed back unfinished: the worker stops");
    }

    static void notPublished(String jobId, LaneName lane, String what, String trouble, Duration again) {
        log.atError()
                .addKeyValue(JOB_ID, jobId)
                .addKeyValue(LANE, lane)
                .addKeyValue(DELAY_MS, again.toMillis())
                .log(
                        "{} could not be published; the job's message stays unacked and it is tried again: {}",
                        what,
                        trouble);
    }

    private static LoggingEventBuilder line(Level level, JobMessage job, LaneName lane, Outcome outcome) {
        return line(level, job, lane).addKeyValue(OUTCOME, outcome.label());
    }

    private static LoggingEventBuilder line(Level level, JobMessage job, LaneName lane) {
        return log.atLevel(level)
                .addKeyValue(JOB_ID, job.id())
                .addKeyValue(JOB_TYPE, job.type())
                .addKeyValue(LANE, lane)
                .addKeyValue(ATTEMPT, job.attempt());
    }

    private static final class DecisionLines implements Decision.Cases<Decision> {
        private final RunningJob job;

        DecisionLines(RunningJob job) {
            this.job = job;
        }

        @Override
        public Decision succeed(Decision.Succeed decision) {
            if (log.isDebugEnabled()) {
                line(Level.DEBUG, job.message(), job.lane(), decision.outcome()).log("job succeeded");
            }
            return decision;
        }

        @Override
        public Decision retry(Decision.Retry decision) {
            line(Level.INFO, job.message(), job.lane(), decision.outcome())
                    .addKeyValue(DELAY_MS, decision.delay().toMillis())
                    .log(
                            "attempt {} of {} failed, next in {}: {}",
                            job.message().attempt(),
                            job.maxAttempts(),
                            decision.delay(),
                            decision.failure().type());
            return decision;
        }

        @Override
        public Decision snooze(Decision.Snooze decision) {
            line(Level.INFO, job.message(), job.lane(), decision.outcome())
                    .addKeyValue(DELAY_MS, decision.delay().toMillis())
                    .log("job snoozed for {}", decision.delay());
            return decision;
        }

        @Override
        public Decision dead(Decision.Dead decision) {
            line(Level.WARN, job.message(), job.lane(), decision.outcome())
                    .log(
                            "dead letter: {} ({})",
                            decision.reason().wireName(),
                            decision.failure().type());
            return decision;
        }
    }
}
