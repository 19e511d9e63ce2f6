package dev.warren.simulation;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The store as one process reaches it: each call may fail before or after it is done, or be the process's last. */
final class FaultyStore extends StoreDecorator {
    private final SimProcess process;

    FaultyStore(IdempotencyStore next, SimProcess process) {
        super(next);
        this.process = process;
    }

    private <T> T faulty(Step step, Supplier<T> call) {
        if (process.isStoreAway() || process.at(step, Step.When.BEFORE)) {
            throw new StoreException("down, as told", null);
        }
        T answer = call.get();
        if (process.at(step, Step.When.AFTER)) {
            if (step == Step.CLAIM) {
                process.lostClaimAnswer();
            }
            throw new StoreException("down, as told", null);
        }
        return answer;
    }

    private void faulty(Step step, Runnable call) {
        Object unused = faulty(step, () -> {
            call.run();
            return step;
        });
    }

    @Override
    public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        return faulty(Step.CLAIM, () -> next.claim(owner, batch));
    }

    @Override
    public List<Standing> start(List<FencedKey> batch) {
        return faulty(Step.START, () -> next.start(batch));
    }

    @Override
    public List<Standing> decide(List<Settlement> batch) {
        return faulty(Step.DECIDE, () -> next.decide(batch));
    }

    @Override
    public void mark(List<FencedKey> batch) {
        faulty(Step.MARK, () -> next.mark(batch));
    }

    @Override
    public void release(List<FencedKey> batch) {
        faulty(Step.RELEASE, () -> next.release(batch));
    }

    @Override
    public Lease heartbeat(Owner owner, Duration lease) {
        return faulty(Step.HEARTBEAT, () -> next.heartbeat(owner, lease));
    }
}
