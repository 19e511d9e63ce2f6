package dev.warren.samples.quickstart;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.warren.outcome.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Reads what the worker logs about its jobs, as a log collector would: by the lines' fields {@code job_id}, {@code outcome},
 * {@code attempt} and {@code delay_ms}, not by their words.
 */
final class JobEvents extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger jobs = (Logger) LoggerFactory.getLogger("dev.warren.jobs");
    private final @Nullable Level levelBefore = jobs.getLevel();
    private final Story story;

    private JobEvents(Story story) {
        this.story = story;
    }

    /** Tells a story of what is logged from now on until it is closed. */
    static JobEvents toldTo(Story story) {
        JobEvents events = new JobEvents(story);
        events.setContext(events.jobs.getLoggerContext());
        events.start();
        events.jobs.setLevel(Level.DEBUG); // a success is a line at DEBUG
        events.jobs.addAppender(events);
        return events;
    }

    @Override
    protected void append(ILoggingEvent event) {
        Optional<String> outcome = field(event, "outcome");
        Optional<String> jobId = field(event, "job_id");
        if (outcome.isEmpty() || jobId.isEmpty()) {
            return;
        }
        if (outcome.get().equals(Outcome.RETRY.label())) {
            int attempt = Integer.parseInt(field(event, "attempt").orElse("0"));
            story.retries(jobId.get(), attempt, delay(event));
        } else if (outcome.get().equals(Outcome.DEFERRED.label())) {
            story.putOff(jobId.get(), delay(event));
        } else {
            endOf(outcome.get()).ifPresent(end -> story.ends(jobId.get(), end));
        }
    }

    private static Duration delay(ILoggingEvent event) {
        return Duration.ofMillis(Long.parseLong(field(event, "delay_ms").orElse("0")));
    }

    private static Optional<Outcome> endOf(String label) {
        for (Outcome end : new Outcome[] {Outcome.SUCCEEDED, Outcome.DEAD, Outcome.EXPIRED, Outcome.CANCELLED}) {
            if (end.label().equals(label)) {
                return Optional.of(end);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> field(ILoggingEvent event, String key) {
        if (event.getKeyValuePairs() == null) {
            return Optional.empty();
        }
        return event.getKeyValuePairs().stream()
                .filter((KeyValuePair pair) -> pair.key.equals(key))
                .map(pair -> String.valueOf(pair.value))
                .findFirst();
    }

    @Override
    public void close() {
        jobs.detachAppender(this);
        jobs.setLevel(levelBefore);
        stop();
    }
}
