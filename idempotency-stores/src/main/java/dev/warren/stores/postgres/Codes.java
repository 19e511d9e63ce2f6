package dev.warren.stores.postgres;

import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.Suspicion;
import dev.warren.job.Uniqueness.Span;

/** Closed choices as the table holds them. A number is never used for anything else. */
final class Codes {
    static final int RUNNING = 2;
    static final int SUCCEEDED = 10;

    private Codes() {}

    static int of(JobStatus status) {
        return switch (status) {
            case PENDING -> 1;
            case RUNNING -> RUNNING;
            case RETRYING -> 3;
            case DECIDED_RETRY -> 4;
            case DECIDED_DEAD -> 5;
            case DECIDED_SUCCEEDED -> 6;
            case SUCCEEDED -> SUCCEEDED;
            case DEAD -> 11;
            case CANCELLED -> 12;
            case EXPIRED -> 13;
        };
    }

    static int of(Suspicion suspicion) {
        return switch (suspicion) {
            case NONE -> 0;
            case SUSPECT -> 1;
            case STARTED -> 2;
        };
    }

    static int of(Span span) {
        return switch (span) {
            case STARTED -> 1;
            case FINISHED -> 2;
            case RUNNING -> 3;
            case TIME -> 4;
        };
    }

    static Span span(int code) {
        for (Span span : Span.values()) {
            if (of(span) == code) {
                return span;
            }
        }
        throw new StoreException("a stored lock has span " + code + ", which this Warren does not know", null);
    }

    static JobStatus status(int code) {
        for (JobStatus status : JobStatus.values()) {
            if (of(status) == code) {
                return status;
            }
        }
        throw new StoreException("a stored job has status " + code + ", which this Warren does not know", null);
    }

    static Suspicion suspicion(int code) {
        for (Suspicion suspicion : Suspicion.values()) {
            if (of(suspicion) == code) {
                return suspicion;
            }
        }
        throw new StoreException("a stored job has suspicion " + code + ", which this Warren does not know", null);
    }
}
