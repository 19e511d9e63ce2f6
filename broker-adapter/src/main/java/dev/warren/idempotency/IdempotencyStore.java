package dev.warren.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Remembers claims, outcomes and results by idempotency key: one record per key. All workers of a lane share one store. Batches hold
 * each key at most once for each call and are answered in order; every entry is one atomic step, which does what {@link RecordRules}
 * says. Times are the store's own. Safe for use by several threads. Every method may throw {@link StoreException}; whether it has
 * happened is unknown then, and asking again is safe.
 */
public interface IdempotencyStore extends AutoCloseable {
    /** Names this store, so that a lane served from two of them can be noticed. The same for every process that shares its records. */
    String id();

    /**
     * Makes jobs known that were enqueued: {@code PENDING} where there is no record; a record that is there stays as it is. So whoever
     * enqueued a job may tell at any time, and again; but only the store that the job's workers use, as what is not at its end is never
     * forgotten.
     */
    void register(List<Registration> batch);

    /**
     * Asks for permission to run, delivery by delivery.
     *
     * @throws LeaseLapsedException when the owner's lease does not run; nothing is claimed then
     */
    List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch);

    /** Notes that suspects are about to run. Should this worker end before they do, they are blamed for it. */
    List<Standing> start(List<FencedKey> batch);

    /** Notes how far running jobs are. Where a claim does not stand any more, or is decided, nothing is written. */
    void report(List<ProgressReport> batch);

    /**
     * Records decisions; one that needs no publication is final with that. Asking again under the same claim, as after an answer that got
     * lost, is answered as the first time until the decision is marked.
     */
    List<Standing> decide(List<Settlement> batch);

    /** Makes decided jobs final (or {@code RETRYING}), where the record still holds the decision's fence. */
    void mark(List<FencedKey> batch);

    /** Gives up claims that were not decided; blames nobody. */
    void release(List<FencedKey> batch);

    /**
     * Begins or renews the owner's lease: its claims are its own for {@code lease} from now, 1 s to 10 min. A lease that has ended is not
     * renewed.
     *
     * @throws IllegalArgumentException when {@code lease} is out of its bounds
     */
    Lease heartbeat(Owner owner, Duration lease);

    /** Cancels a job, whether it is known here yet or not. */
    CancelAnswer cancel(JobKey key);

    /** What is known of a job. */
    Optional<JobRecord> find(JobKey key);

    /**
     * Jobs by what is known of them, newest first: in the order in which they were enqueued, or in which this store first heard of them. That
     * order never changes, so whoever goes from page to page meets each job that is there, and matches, all the while exactly once,
     * whatever is added meanwhile. No claim waits for it: a call looks at a bounded number of records, so a page may be short, even empty,
     * with more to come.
     *
     * @throws IllegalArgumentException when the query's cursor was not made by this store
     */
    JobPage search(JobQuery query);

    /**
     * Jobs that are not at their end, should have moved on {@code by} ago, and are in no live worker's hands: nothing that happens by
     * itself will move them, unless their message still is in a queue. For reports; they are never deleted.
     *
     * @param most how many at most, the longest overdue first
     */
    List<JobRecord> overdue(Duration by, int most);

    /**
     * Forgets final records whose retention is over, and leases long ended.
     *
     * @param most how many records at most, in this call
     * @return how many
     */
    int expire(int most);

    /** Lets go of files and connections. Idempotent. Who opened the store closes it; a worker does not. */
    @Override
    void close();

    /**
     * A decision to be recorded.
     *
     * @param claim the claim it was made under
     * @param decided the decision
     */
    record Settlement(FencedKey claim, Decided decided) {}
}
