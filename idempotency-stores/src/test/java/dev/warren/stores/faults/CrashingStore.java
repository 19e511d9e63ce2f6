package dev.warren.stores.faults;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store that passes the crash points on its way, and notes what it has recorded. */
final class CrashingStore implements IdempotencyStore {
    private final IdempotencyStore store;
    private final SharedLedger ledger;
    private final Detonator detonator;

    CrashingStore(IdempotencyStore store, SharedLedger ledger, Detonator detonator) {
        this.store = store;
        this.ledger = ledger;
        this.detonator = detonator;
    }

    @Override
    public String id() {
        return store.id();
    }

    @Override
    public void register(List<Registration> batch) {
        store.register(batch);
    }

    @Override
    public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        List<ClaimAnswer> answers = store.claim(owner, batch);
        if (answers.stream().anyMatch(ClaimAnswer.Granted.class::isInstance)) {
            detonator.passing(CrashPoint.AFTER_CLAIM);
        }
        return answers;
    }

    @Override
    public List<Standing> start(List<FencedKey> batch) {
        return store.start(batch);
    }

    @Override
    public void report(List<ProgressReport> batch) {
        store.report(batch);
    }

    @Override
    public List<Standing> decide(List<Settlement> batch) {
        detonator.passing(CrashPoint.BEFORE_DECIDE);
        List<Standing> standings = store.decide(batch);
        for (int i = 0; i < batch.size(); i++) {
            if (standings.get(i) == Standing.RECORDED) {
                noteRecorded(batch.get(i));
            }
        }
        if (batch.stream().anyMatch(each -> each.decided().follows().isPresent())) {
            detonator.passing(CrashPoint.AFTER_DECIDE);
        }
        return standings;
    }

    private void noteRecorded(Settlement settlement) {
        ledger.note(
                Entry.Event.RECORDED,
                settlement.claim().key().key(),
                0,
                settlement.claim().fence(),
                settlement.decided().decision().outcome().label());
    }

    @Override
    public void mark(List<FencedKey> batch) {
        detonator.passing(CrashPoint.BEFORE_MARK);
        store.mark(batch);
    }

    @Override
    public void release(List<FencedKey> batch) {
        store.release(batch);
    }

    @Override
    public Lease heartbeat(Owner owner, Duration lease) {
        return store.heartbeat(owner, lease);
    }

    @Override
    public CancelAnswer cancel(JobKey key) {
        return store.cancel(key);
    }

    @Override
    public Optional<JobRecord> find(JobKey key) {
        return store.find(key);
    }

    @Override
    public JobPage search(JobQuery query) {
        return store.search(query);
    }

    @Override
    public List<JobRecord> overdue(Duration by, int most) {
        return store.overdue(by, most);
    }

    @Override
    public int expire(int most) {
        return store.expire(most);
    }

    @Override
    public void close() {
        store.close();
    }
}
