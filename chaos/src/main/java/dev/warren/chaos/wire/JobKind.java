package dev.warren.chaos.wire;

import dev.warren.idempotency.JobStatus;

/** How a job of a sweep goes, if nothing is cut. */
enum JobKind {
    /** Succeeds. */
    SOUND(1, JobStatus.SUCCEEDED),
    /** Fails at its first attempt and succeeds at the second, which is its last. */
    SHAKY(2, JobStatus.SUCCEEDED),
    /** Fails at its only attempt. */
    HOPELESS(1, JobStatus.DEAD);

    private final int attempts;
    private final JobStatus end;

    JobKind(int attempts, JobStatus end) {
        this.attempts = attempts;
        this.end = end;
    }

    /** How often its handler is called. */
    int attempts() {
        return attempts;
    }

    /** How it ends. */
    JobStatus end() {
        return end;
    }
}
