package dev.warren.stores.faults;

import dev.warren.job.Job;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** The kinds of jobs in a drill. A job's payload says when it was made, in milliseconds since 1970. */
enum Kind {
    /** Succeeds at once. */
    QUICK(1, Fate.SUCCEEDS) {
        @Override
        JobResult run(Job<Long> job) {
            return JobResult.done();
        }
    },
    /** Takes 50 to 300 ms, and minds its interrupt. */
    BUSY(1, Fate.SUCCEEDS) {
        @Override
        JobResult run(Job<Long> job) throws InterruptedException {
            Thread.sleep(workMillis(job));
            return JobResult.done();
        }
    },
    /** Takes 50 to 300 ms, and ignores its interrupt, so that it goes on after a pause as if nothing had been. */
    STUBBORN(1, Fate.SUCCEEDS) {
        @Override
        JobResult run(Job<Long> job) {
            long end = System.nanoTime() + Duration.ofMillis(workMillis(job)).toNanos();
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return JobResult.done();
        }
    },
    /** Fails at its first attempt. */
    FLAKY(3, Fate.SUCCEEDS) {
        @Override
        JobResult run(Job<Long> job) throws IOException {
            if (job.attempt() == 1) {
                throw new IOException("the first attempt of every flaky job fails");
            }
            return JobResult.done();
        }
    },
    /** Fails at every attempt. */
    DOOMED(2, Fate.DIES) {
        @Override
        JobResult run(Job<Long> job) throws IOException {
            throw new IOException("every attempt of a doomed job fails");
        }
    },
    /** Is not ready to run in its first second. */
    SLEEPY(1, Fate.SUCCEEDS) {
        @Override
        JobResult run(Job<Long> job) {
            boolean early = System.currentTimeMillis() < job.payload() + 1_000;
            return early ? JobResult.snooze(Duration.ofMillis(300)) : JobResult.done();
        }
    },
    /** Ends its process. */
    CRASHER(1, Fate.POISONS) {
        @Override
        JobResult run(Job<Long> job) {
            Runtime.getRuntime().halt(3);
            return JobResult.done();
        }
    },
    /** Asks its process to end, and never comes back from that: it waits for the worker to stop. */
    QUITTER(1, Fate.POISONS) {
        @Override
        JobResult run(Job<Long> job) {
            System.exit(4);
            return JobResult.done();
        }
    };

    /** How a job must end. */
    enum Fate {
        SUCCEEDS,
        DIES,
        POISONS
    }

    /** What is published without a pause: all but what ends processes. */
    static final List<Kind> EVERYDAY = List.of(QUICK, BUSY, FLAKY, STUBBORN, SLEEPY, BUSY, QUICK, DOOMED, STUBBORN);

    private final int maxAttempts;
    private final Fate fate;

    Kind(int maxAttempts, Fate fate) {
        this.maxAttempts = maxAttempts;
        this.fate = fate;
    }

    abstract JobResult run(Job<Long> job) throws Exception;

    int maxAttempts() {
        return maxAttempts;
    }

    Fate fate() {
        return fate;
    }

    /** Whether its handler is at it for long enough to be met. */
    boolean takesAWhile() {
        return this == BUSY || this == STUBBORN;
    }

    JobType<Long> type() {
        return JobType.of(word(), Long.class)
                .retrying(RetryPolicy.standard()
                        .withBackoff(Backoff.intervals(Duration.ofMillis(250)))
                        .withMaxAttempts(maxAttempts));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String id(long number) {
        return word() + "-" + number;
    }

    /** The kind of the job with this id. */
    static Kind of(String id) {
        return valueOf(id.substring(0, id.indexOf('-')).toUpperCase(Locale.ROOT));
    }

    private static long workMillis(Job<Long> job) {
        return 50L + Math.floorMod(job.id().value().hashCode(), 250);
    }
}
