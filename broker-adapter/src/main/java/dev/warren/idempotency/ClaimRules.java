package dev.warren.idempotency;

import dev.warren.job.Coordinates;
import java.time.Instant;

/**
 * The rules of claiming, as a pure function of a job's record and a delivery. {@code docs/settling.md} says why each is there; what a
 * verdict writes is in {@link RecordRules}.
 */
public final class ClaimRules {
    private ClaimRules() {}

    /** What a store does with a claim. */
    public enum Verdict {
        /** Write RUNNING with a new fence at the delivery's coordinates. */
        GRANT,
        /** The same for a job whose last worker is gone or did not hear the answer. */
        TAKE_OVER,
        /** Take over the decision's ownership; its fence stays. */
        FINISH,
        COMPLETED,
        RUNNING_HERE,
        HELD,
        STALE,
        DEAD,
        CANCELLED,
        KEY_CONFLICT,
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
        if (isConflict(record, request)) {
            return Verdict.KEY_CONFLICT;
        }
        Verdict verdict = on(record, holder, request);
        return switch (verdict) {
            // A process never runs or settles one job twice at a time: what it has in hand of it must end first.
            case FINISH -> isInHand(request) ? Verdict.HELD : Verdict.FINISH;
            case GRANT, TAKE_OVER ->
                isInHand(request) ? Verdict.HELD : isExpired(request, now) ? Verdict.EXPIRED : verdict;
            default -> verdict;
        };
    }

    private static boolean isInHand(ClaimRequest request) {
        return request.fenceInHand() != 0;
    }

    private static boolean isConflict(JobRecord record, ClaimRequest request) {
        return record.payloadHash() != request.payloadHash()
                && record.payloadHash() != PayloadHash.UNKNOWN
                && request.payloadHash() != PayloadHash.UNKNOWN;
    }

    private static Verdict on(JobRecord record, Holder holder, ClaimRequest request) {
        Coordinates at = record.coordinates();
        Coordinates delivery = request.coordinates();
        boolean newLife = delivery.life() > at.life();
        return switch (record.status()) {
            case SUCCEEDED -> Verdict.COMPLETED;
            case CANCELLED -> Verdict.CANCELLED;
            case EXPIRED -> newLife ? Verdict.GRANT : Verdict.EXPIRED;
            case DEAD -> newLife ? Verdict.GRANT : Verdict.DEAD;
            // A replay may overtake the mark of the death it follows; it would bounce back if it waited.
            case DECIDED_DEAD -> newLife ? Verdict.GRANT : decided(record, holder, request);
            // The copy for the next run may overtake the mark of the decision that published it.
            case DECIDED_RETRY -> delivery.equals(at.nextRun()) ? Verdict.GRANT : decided(record, holder, request);
            case DECIDED_SUCCEEDED -> decided(record, holder, request);
            case RETRYING -> delivery.compareTo(at) > 0 ? Verdict.GRANT : Verdict.STALE;
            // Handed back, or only known to be enqueued.
            case PENDING -> delivery.compareTo(at) < 0 ? Verdict.STALE : Verdict.GRANT;
            case RUNNING ->
                delivery.compareTo(at) < 0 ? Verdict.STALE : held(record, holder, request, Verdict.TAKE_OVER);
        };
    }

    private static Verdict decided(JobRecord record, Holder holder, ClaimRequest request) {
        return held(record, holder, request, Verdict.FINISH);
    }

    /**
     * What a claim or a decision under way means for a delivery. What the asking process has in hand is joined, even if its lease has
     * ended since. What it holds without having it in hand was granted by an answer that got lost, so it is granted again.
     */
    private static Verdict held(JobRecord record, Holder holder, ClaimRequest request, Verdict whenFree) {
        if (request.fenceInHand() == record.fence() && request.coordinates().equals(record.coordinates())) {
            return Verdict.RUNNING_HERE;
        }
        return switch (holder) {
            case NOBODY, SELF -> whenFree;
            case OTHER -> Verdict.HELD;
        };
    }

    private static boolean isExpired(ClaimRequest request, Instant now) {
        return request.expiresAt().map(end -> !now.isBefore(end)).orElse(false);
    }
}
