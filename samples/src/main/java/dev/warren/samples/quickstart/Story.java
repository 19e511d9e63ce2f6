package dev.warren.samples.quickstart;

import dev.warren.job.Job;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.outcome.Outcome;
import dev.warren.samples.quickstart.Narrator.Tone;
import dev.warren.samples.quickstart.Told.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows this run's jobs: {@link #watch} sees attempts begin and fail, {@link JobEvents} brings what the worker decided. Jobs of an
 * earlier run that was cut off are told apart by their ids and only counted. Safe for use by several threads.
 */
final class Story {
    private final Narrator narrator;
    private final Map<String, Chapter> chapters = new LinkedHashMap<>(); // guarded by this
    private int strangers;

    Story(Narrator narrator) {
        this.narrator = narrator;
    }

    /** What is known of one job so far. */
    private static final class Chapter {
        private final Planned plan;
        private final List<Retry> retries = new ArrayList<>();
        private int attempts;
        private String lastWords = "";
        private Duration askedDelay = Duration.ZERO;
        private long decidedNanos;
        private Duration toldPutOff = Duration.ZERO;
        private Optional<Outcome> end = Optional.empty();

        Chapter(Planned plan) {
            this.plan = plan;
        }

        void noteRealDelay(int attempt) {
            retries.add(new Retry(attempt, askedDelay, Duration.ofNanos(System.nanoTime() - decidedNanos), lastWords));
        }

        Told told() {
            return new Told(plan, attempts, retries, end);
        }
    }

    /** Expects a job; to be called before it is published. */
    synchronized void expect(Planned plan) {
        chapters.put(plan.id(), new Chapter(plan));
        String times = plan.copies() == 1 ? "" : ", " + plan.copies() + " times at once";
        narrator.tell(plan.type(), "publishing " + plan.title() + times);
    }

    /** The handler, watched. */
    <P> JobHandler<P> watch(JobHandler<P> handler) {
        return job -> {
            begins(job);
            try {
                JobResult result = handler.handle(job);
                saidAtTheEnd(job.id().value(), words(result));
                return result;
            } catch (Exception e) {
                saidAtTheEnd(job.id().value(), String.valueOf(e.getMessage()));
                throw e;
            }
        };
    }

    private static String words(JobResult result) {
        if (result instanceof JobResult.Done done) {
            return done.value().map(value -> ": " + value).orElse("");
        }
        return result instanceof JobResult.Declined declined ? declined.reason() : "";
    }

    private synchronized void begins(Job<?> job) {
        Chapter chapter = chapters.get(job.id().value());
        if (chapter == null) {
            return;
        }
        chapter.attempts++;
        if (job.attempt() > 1) {
            chapter.noteRealDelay(job.attempt());
        }
    }

    private synchronized void saidAtTheEnd(String jobId, String words) {
        Chapter chapter = chapters.get(jobId);
        if (chapter != null) {
            chapter.lastWords = words;
        }
    }

    /** The worker will run the job again after {@code delay}. */
    synchronized void retries(String jobId, int attempt, Duration delay) {
        Chapter chapter = chapters.get(jobId);
        if (chapter == null) {
            return;
        }
        chapter.askedDelay = delay;
        chapter.decidedNanos = System.nanoTime();
        narrator.tell(
                Tone.WARNING,
                chapter.plan.type(),
                chapter.plan.title() + ": attempt " + attempt + " failed (" + chapter.lastWords + "), next in "
                        + Narrator.seconds(delay));
    }

    /** Another worker has the job, so it is looked at again after {@code delay}. Told once for all copies that wait about as long. */
    synchronized void putOff(String jobId, Duration delay) {
        Chapter chapter = chapters.get(jobId);
        if (chapter == null || delay.toSeconds() == chapter.toldPutOff.toSeconds()) {
            return;
        }
        chapter.toldPutOff = delay;
        narrator.tell(
                Tone.WARNING,
                chapter.plan.type(),
                chapter.plan.title() + ": held for another worker, looked at again in " + Narrator.seconds(delay));
    }

    /** The job has ended. */
    synchronized void ends(String jobId, Outcome outcome) {
        Chapter chapter = chapters.get(jobId);
        if (chapter == null) {
            strangers++;
            return;
        }
        chapter.end = Optional.of(outcome);
        String attempt = chapter.attempts > 1 ? " on attempt " + chapter.attempts : "";
        if (outcome == Outcome.SUCCEEDED) {
            narrator.tell(
                    Tone.GOOD, chapter.plan.type(), chapter.plan.title() + ": done" + attempt + chapter.lastWords);
        } else {
            String why = chapter.lastWords.isEmpty() ? "" : " (" + chapter.lastWords + ")";
            narrator.tell(Tone.BAD, chapter.plan.type(), chapter.plan.title() + ": " + outcome.label() + attempt + why);
        }
        notifyAll();
    }

    /** Waits until every expected job has ended, or {@code limit} is over. */
    synchronized void awaitEnds(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (chapters.values().stream().anyMatch(chapter -> chapter.end.isEmpty())) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return;
            }
            wait(leftMillis);
        }
    }

    /** What was seen of each expected job. */
    synchronized List<Told> told() {
        return chapters.values().stream().map(Chapter::told).toList();
    }

    /** How many jobs of earlier runs have ended in this one. */
    synchronized int strangers() {
        return strangers;
    }
}
