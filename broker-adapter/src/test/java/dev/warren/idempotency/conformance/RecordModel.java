package dev.warren.idempotency.conformance;

import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.RecordRules.Asking;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One job's record as the rules have it when calls come one after the other: what a store is compared with. It knows no time; a lease ends
 * by a step of its own. A fence that nobody has seen (of a cancellation, or of a claim whose answer got lost) is {@link #UNSEEN}.
 *
 * @param record what is known of the job, null at first
 * @param lapsed whose leases have ended
 * @param highestFence the highest fence seen
 */
record RecordModel(@Nullable JobRecord record, Set<Owner> lapsed, long highestFence) {
    static final long UNSEEN = Long.MAX_VALUE;
    static final Instant NOW = Claims.START.plusSeconds(60);

    /** A fence that nobody has seen, and another one than the record's: by that the rules know a claim that starts. */
    long unseen() {
        return record != null && record.fence() == UNSEEN ? UNSEEN - 1 : UNSEEN;
    }

    private static boolean isUnseen(long fence) {
        return fence >= UNSEEN - 1;
    }

    boolean isLive(Owner owner) {
        return !lapsed.contains(owner);
    }

    Asking asking(Owner owner, long nextFence) {
        return new Asking(owner, holder(owner), NOW, NOW, () -> nextFence);
    }

    private Holder holder(Owner asking) {
        Optional<Owner> owner = record == null ? Optional.empty() : record.owner();
        if (owner.isEmpty() || lapsed.contains(owner.get())) {
            return Holder.NOBODY;
        }
        return owner.get().equals(asking) ? Holder.SELF : Holder.OTHER;
    }

    RecordModel lapsing(Owner owner) {
        Set<Owner> more = new HashSet<>(lapsed);
        more.add(owner);
        return new RecordModel(record, Set.copyOf(more), highestFence);
    }

    /** After a rule has said what to write; empty when the record's fence would not rise. */
    Optional<RecordModel> writing(@Nullable JobRecord written) {
        if (written == null) {
            return Optional.of(this);
        }
        boolean newFence = record == null || written.fence() != record.fence();
        if (!newFence || isUnseen(written.fence())) {
            return Optional.of(new RecordModel(written, lapsed, highestFence));
        }
        return written.fence() > highestFence
                ? Optional.of(new RecordModel(written, lapsed, written.fence()))
                : Optional.empty();
    }

    /** Whether this is what somebody has found. Times are the store's own, so they are not compared. */
    boolean isFoundAs(Optional<JobRecord> found) {
        if (record == null || found.isEmpty()) {
            return record == null && found.isEmpty();
        }
        JobRecord other = found.get();
        return record.status() == other.status()
                && (isUnseen(record.fence()) || record.fence() == other.fence())
                && record.id().equals(other.id())
                && record.coordinates().equals(other.coordinates())
                && record.attempt() == other.attempt()
                && record.payloadHash() == other.payloadHash()
                && record.owner().equals(other.owner())
                && record.suspicion() == other.suspicion()
                && record.crashes() == other.crashes()
                && record.decided()
                        .map(decided -> decided.decision())
                        .equals(other.decided().map(decided -> decided.decision()))
                && record.resultJson().equals(other.resultJson())
                && record.error().equals(other.error())
                && record.finishedAt().isPresent() == other.finishedAt().isPresent()
                && record.lane().equals(other.lane())
                && record.progress().equals(other.progress())
                && timeless(record.history()).equals(timeless(other.history()));
    }

    private static List<PastAttempt> timeless(List<PastAttempt> history) {
        return history.stream()
                .map(past -> new PastAttempt(
                        past.attempt(), past.coordinates(), past.owner(), NOW, NOW, past.ending(), past.error()))
                .toList();
    }
}
