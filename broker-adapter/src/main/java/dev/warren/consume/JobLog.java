package dev.warren.consume;

import dev.warren.outcome.Decision;
import dev.warren.outcome.Outcome;
import dev.warren.topology.LaneName;
import dev.warren.wire.JobMessage;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes {@link JobEvent}s, each with the job's id and the same few keys. Payloads are never in them. */
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
            say(JobEvent.STARTED, line(JobEvent.STARTED, job.message(), job.lane()));
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
        LoggingEventBuilder line = line(JobEvent.DEFERRED, job, lane, Outcome.DEFERRED);
        say(JobEvent.DEFERRED, line.addKeyValue(DELAY_MS, delay.toMillis()), why);
    }

    static void dropped(JobEvent event, JobMessage job, LaneName lane, Outcome outcome, String why) {
        say(event, line(event, job, lane, outcome), why);
    }

    static void cancelledInHand(RunningJob job) {
        say(JobEvent.CANCELLED_IN_HAND, line(JobEvent.CANCELLED_IN_HAND, job.message(), job.lane(), Outcome.CANCELLED));
    }

    static void deadBeforeClaim(JobEvent event, JobMessage job, LaneName lane, String sentence) {
        say(event, line(event, job, lane, Outcome.DEAD), sentence);
    }

    static void malformed(Delivery delivery, String sentence) {
        String id = delivery.message().properties().messageId();
        LoggingEventBuilder line = log.atLevel(JobEvent.MALFORMED.level())
                .addKeyValue(JOB_ID, id == null ? "(none)" : id)
                .addKeyValue(LANE, delivery.source().lane())
                .addKeyValue(OUTCOME, Outcome.DEAD.label());
        say(JobEvent.MALFORMED, line, sentence);
    }

    static void withoutId(JobMessage job, LaneName lane) {
        say(JobEvent.WITHOUT_ID, line(JobEvent.WITHOUT_ID, job, lane));
    }

    static void fenced(RunningJob job, Duration delay) {
        LoggingEventBuilder line = line(JobEvent.FENCED, job.message(), job.lane(), Outcome.STALE);
        say(JobEvent.FENCED, line.addKeyValue(DELAY_MS, delay.toMillis()));
    }

    static void handedBack(RunningJob job) {
        say(JobEvent.HANDED_BACK, line(JobEvent.HANDED_BACK, job.message(), job.lane()));
    }

    static void notPublished(String jobId, LaneName lane, String what, String trouble, Duration again) {
        LoggingEventBuilder line = log.atLevel(JobEvent.NOT_PUBLISHED.level())
                .addKeyValue(JOB_ID, jobId)
                .addKeyValue(LANE, lane)
                .addKeyValue(DELAY_MS, again.toMillis());
        say(JobEvent.NOT_PUBLISHED, line, what, trouble);
    }

    private static LoggingEventBuilder line(JobEvent event, JobMessage job, LaneName lane, Outcome outcome) {
        return line(event, job, lane).addKeyValue(OUTCOME, outcome.label());
    }

    private static LoggingEventBuilder line(JobEvent event, JobMessage job, LaneName lane) {
        return log.atLevel(event.level())
                .addKeyValue(JOB_ID, job.id())
                .addKeyValue(JOB_TYPE, job.type())
                .addKeyValue(LANE, lane)
                .addKeyValue(ATTEMPT, job.attempt());
    }

    private static void say(JobEvent event, LoggingEventBuilder line, Object... details) {
        line.log(event.text(), details);
    }

    private static final class DecisionLines implements Decision.Cases<Decision> {
        private final RunningJob job;

        DecisionLines(RunningJob job) {
            this.job = job;
        }

        @Override
        public Decision succeed(Decision.Succeed decision) {
            if (log.isDebugEnabled()) {
                say(JobEvent.SUCCEEDED, line(JobEvent.SUCCEEDED, decision));
            }
            return decision;
        }

        @Override
        public Decision retry(Decision.Retry decision) {
            say(
                    JobEvent.RETRIED,
                    line(JobEvent.RETRIED, decision)
                            .addKeyValue(DELAY_MS, decision.delay().toMillis()),
                    job.message().attempt(),
                    job.maxAttempts(),
                    decision.delay(),
                    decision.failure().type());
            return decision;
        }

        @Override
        public Decision snooze(Decision.Snooze decision) {
            say(
                    JobEvent.SNOOZED,
                    line(JobEvent.SNOOZED, decision)
                            .addKeyValue(DELAY_MS, decision.delay().toMillis()),
                    decision.delay());
            return decision;
        }

        @Override
        public Decision dead(Decision.Dead decision) {
            say(
                    JobEvent.DIED,
                    line(JobEvent.DIED, decision),
                    decision.reason().wireName(),
                    decision.failure().type());
            return decision;
        }

        private LoggingEventBuilder line(JobEvent event, Decision decision) {
            return JobLog.line(event, job.message(), job.lane(), decision.outcome());
        }
    }
}
