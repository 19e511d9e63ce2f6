package dev.warren.samples.quickstart;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.job.JobHandler;
import dev.warren.samples.quickstart.Narrator.Tone;
import dev.warren.samples.quickstart.TakenOver.Known;
import java.time.Duration;
import java.util.Optional;

/** Kills a job's worker in the middle, and watches how another one takes the job over. Safe for use by several threads. */
final class Takeover {
    private final Narrator narrator;
    private final IdempotencyStore store;
    private final JobKey key;

    private int exitCode;
    private long killedNanos;
    private Optional<Known> killed = Optional.empty();
    private Optional<Known> again = Optional.empty();
    private Duration after = Duration.ZERO;

    Takeover(Narrator narrator, IdempotencyStore store, JobKey key) {
        this.narrator = narrator;
        this.store = store;
        this.key = key;
    }

    /** Kills the worker when it has charged the payment and not recorded it yet. */
    synchronized void kill(DoomedProcess worker) throws Exception {
        worker.awaitCharged();
        tell(Tone.PLAIN, "process " + worker.pid() + " has charged it, and hangs before it can record that");
        exitCode = worker.kill();
        killedNanos = System.nanoTime();
        killed = Optional.of(known());
        tell(
                Tone.BAD,
                "process " + worker.pid() + " is killed with SIGKILL; its lease ends in "
                        + Narrator.seconds(TakenOver.LEASE) + " at most");
    }

    /** The other worker's handler, watched. */
    <P> JobHandler<P> watch(JobHandler<P> handler) {
        return job -> {
            if (job.id().value().equals(key.key())) {
                begins();
            }
            return handler.handle(job);
        };
    }

    private synchronized void begins() {
        if (again.isPresent()) {
            return; // the story counts attempts
        }
        after = Duration.ofNanos(System.nanoTime() - killedNanos);
        again = Optional.of(known());
        tell(Tone.WARNING, "the main worker has taken it over, as a suspect, " + Narrator.seconds(after) + " later");
    }

    /** What was seen; to be asked at the end. */
    synchronized TakenOver seen() {
        return new TakenOver(exitCode, killed.orElseThrow(), again, after, known());
    }

    private Known known() {
        return store.find(key)
                .map(Known::of)
                .orElseThrow(() -> new IllegalStateException("the store knows nothing of " + key));
    }

    private void tell(Tone tone, String what) {
        narrator.tell(tone, key.type().value(), what);
    }
}
