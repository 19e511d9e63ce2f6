package dev.warren.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Remembers claims, outcomes and results by idempotency key: one record per key. All workers of a lane share one store. Batches hold
 * each key at most once for each call and are answered in order, entry by entry; every entry is one atomic step. Times are the store's
 * own. Safe for use by several threads. Every method may throw {@link StoreException}.
 */
public interface IdempotencyStore {
    /** Names this store, so that a lane served from two of them can be noticed. */
    String id();

    /** Asks for permission to run, delivery by delivery, as {@link ClaimRules} say. Counts as a heartbeat. */
    List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch);

    /**
     * Records decisions; one that needs no publication is final with that. Asking again under the same claim, as after an answer that got
     * lost, is answered as the first time until the decision is marked.
     */
    List<Standing> decide(List<Settlement> batch);

    /** Makes decided jobs final (or {@code RETRYING}), where the record still holds the decision's fence. */
    void mark(List<FencedKey> batch);

    /** Gives up claims that were not decided; blames nobody. */
    void release(List<FencedKey> batch);

    /** Keeps the owner's claims its own for {@code lease} from now, 1 s to 10 min. */
    void heartbeat(Owner owner, Duration lease);

    /** Cancels a job, whether it is known here yet or not. */
    CancelAnswer cancel(JobKey key);

    /** What is known of a job. */
    Optional<JobRecord> find(JobKey key);

    /**
     * Forgets final records whose retention is over.
     *
     * @param most how many at most, in this call
     * @return how many
     */
    int expire(int most);

    /**
     * A decision to be recorded.
     *
     * @param claim the claim it was made under
     * @param decided the decision
     */
    record Settlement(FencedKey claim, Decided decided) {}
}
