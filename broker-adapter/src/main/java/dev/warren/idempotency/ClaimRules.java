package dev.warren.idempotency;

import dev.warren.job.Coordinates;
import java.time.Instant;

/**
 * The rules of claiming, as a pure function of a job's record and a delivery. Every store applies just these, in one atomic step with
 * the write that follows from the verdict; {@code docs/guarantees.md} says why each is there.
 */
public final class ClaimRules {
    private ClaimRules() {}

    /** What a store does with a claim. */
    public enum Verdict {
        /** Write RUNNING with a new fence at the delivery's coordinates. */
        GRANT,
        /** Take over the decision's ownership; its fence stays. */
        FINISH,
        COMPLETED,
        RUNNING_HERE,
        HELD,
        STALE,
        DEAD,
        CANCELLED,
        /** Write EXPIRED if the job was not final before. */
        EXPIRED
    }

    /** Who holds a record, seen from the one who asks. */
    public enum Holder {
        /** The one who asks. */
        SELF,
        /** Somebody else whose lease runs. */
        OTHER,
        /** Nobody, or somebody whose lease has ended. */
        NOBODY
    }

    /** The verdict on a delivery of a job that has no record yet. */
    public static Verdict onFirstSight(ClaimRequest request, Instant now) {
        return isExpired(request, now) ? Verdict.EXPIRED : Verdict.GRANT;
    }

    /** The verdict on a delivery of a job that has a record. */
    public static Verdict on(JobRecord record, Holder holder, ClaimRequest request, Instant now) {
        Verdict verdict = on(record, holder, request.coordinates());
        return verdict == Verdict.GRANT && isExpired(request, now) ? Verdict.EXPIRED : verdict;
    }

    private static Verdict on(JobRecord record, Holder holder, Coordinates delivery) {
        Coordinates at = record.coordinates();
        boolean newLife = delivery.life() > at.life();
        return switch (record.status()) {
            case SUCCEEDED -> Verdict.COMPLETED;
            case CANCELLED -> Verdict.CANCELLED;
            case EXPIRED -> newLife ? Verdict.GRANT : Verdict.EXPIRED;
            case DEAD -> newLife ? Verdict.GRANT : Verdict.DEAD;
            // A replay may overtake the mark of the death it follows; it would bounce back if it waited.
            case DECIDED_DEAD -> newLife ? Verdict.GRANT : decided(at, holder, delivery);
            // The copy for the next run may overtake the mark of the decision that published it.
            case DECIDED_RETRY -> delivery.equals(at.nextRun()) ? Verdict.GRANT : decided(at, holder, delivery);
            case RETRYING -> delivery.compareTo(at) > 0 ? Verdict.GRANT : Verdict.STALE;
            case PENDING -> delivery.compareTo(at) < 0 ? Verdict.STALE : Verdict.GRANT;
            case RUNNING -> running(at, holder, delivery);
        };
    }

    private static Verdict running(Coordinates at, Holder holder, Coordinates delivery) {
        if (delivery.compareTo(at) < 0) {
            return Verdict.STALE;
        }
        return switch (holder) {
            case NOBODY -> Verdict.GRANT;
            case SELF -> delivery.equals(at) ? Verdict.RUNNING_HERE : Verdict.HELD;
            case OTHER -> Verdict.HELD;
        };
    }

    private static Verdict decided(Coordinates at, Holder holder, Coordinates delivery) {
        return switch (holder) {
            case NOBODY -> Verdict.FINISH;
            case SELF -> delivery.equals(at) ? Verdict.RUNNING_HERE : Verdict.HELD;
            case OTHER -> Verdict.HELD;
        };
    }

    private static boolean isExpired(ClaimRequest request, Instant now) {
        return request.expiresAt().map(end -> !now.isBefore(end)).orElse(false);
    }
}
