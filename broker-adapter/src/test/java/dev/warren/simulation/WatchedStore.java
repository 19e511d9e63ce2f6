package dev.warren.simulation;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.Suspicion;
import dev.warren.outcome.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one store of all workers, with somebody who looks at every step and knows what must not happen. */
final class WatchedStore extends StoreDecorator {
    private final SettleRun run;
    private final Map<JobKey, JobRecord> known = new HashMap<>();
    private final Map<Owner, Long> leaseEnds = new HashMap<>();
    private final Map<String, Long> countedAttempts = new HashMap<>();

    WatchedStore(IdempotencyStore next, SettleRun run) {
        super(next);
        this.run = run;
    }

    private long now() {
        return run.world.time().nanos();
    }

    private boolean isLive(@Nullable Owner owner) {
        return owner != null && leaseEnds.getOrDefault(owner, 0L) > now();
    }

    private static @Nullable Owner ownerOf(@Nullable JobRecord record) {
        return record == null ? null : record.owner().orElse(null);
    }

    private void note(@Nullable Object... words) {
        run.world.history().note(words);
    }

    private @Nullable JobRecord before(JobKey key) {
        return next.find(key).orElse(null);
    }

    /** Holds every change of a record against what may change at all; answers the record now. */
    private @Nullable JobRecord after(JobKey key, @Nullable JobRecord before) {
        JobRecord after = next.find(key).orElse(null);
        if (before == null || before.equals(after)) {
            remember(key, after);
            return after;
        }
        if (after == null) {
            run.violated("the record of " + key.key() + " vanished; it was " + before.status());
            return null;
        }
        if (after.fence() < before.fence()) {
            run.violated("a fence went back: " + words(before) + " became " + words(after));
        }
        if (after.coordinates().compareTo(before.coordinates()) < 0) {
            run.violated("coordinates went back: " + words(before) + " became " + words(after));
        }
        boolean newLife = after.coordinates().life() > before.coordinates().life();
        if (before.status().isFinal() && after.status() != before.status() && !newLife) {
            run.violated("a final record changed: " + words(before) + " became " + words(after));
        }
        remember(key, after);
        return after;
    }

    private void remember(JobKey key, @Nullable JobRecord record) {
        if (record != null) {
            known.put(key, record);
        }
    }

    /** Without what is to be published, which is long, and printed otherwise each time. */
    private static Object words(ClaimAnswer answer) {
        return answer instanceof ClaimAnswer.Finish finish
                ? "Finish[fence=" + finish.fence() + ", "
                        + finish.decided().decision().outcome() + "]"
                : answer;
    }

    static String words(@Nullable JobRecord record) {
        return record == null
                ? "nothing"
                : record.key().key() + " " + record.status() + " life "
                        + record.coordinates().life() + " run "
                        + record.coordinates().run() + " fence " + record.fence() + " "
                        + record.suspicion() + " crashes " + record.crashes()
                        + record.owner().map(owner -> " by " + owner).orElse("");
    }

    @Override
    public void register(List<Registration> batch) {
        for (Registration registration : batch) {
            JobRecord before = before(registration.key());
            next.register(List.of(registration));
            JobRecord after = next.find(registration.key()).orElse(null);
            note("register", registration.id(), words(before), "->", words(after));
            if (before != null && !before.equals(after)) {
                run.violated("a registration changed what was known: " + words(before) + " became " + words(after));
            }
            remember(registration.key(), after);
        }
    }

    @Override
    public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        List<@Nullable JobRecord> before = new ArrayList<>();
        for (ClaimRequest request : batch) {
            before.add(before(request.key()));
        }
        List<ClaimAnswer> answers = next.claim(owner, batch);
        if (!isLive(owner)) {
            run.violated(owner + " claimed without a lease");
        }
        for (int i = 0; i < batch.size(); i++) {
            claimed(owner, batch.get(i), before.get(i), answers.get(i));
        }
        return answers;
    }

    private void claimed(Owner asking, ClaimRequest request, @Nullable JobRecord before, ClaimAnswer answer) {
        JobRecord after = after(request.key(), before);
        note(asking, "claims", request.id(), request.coordinates(), words(before), "->", words(answer), words(after));
        Owner holder = ownerOf(before);
        boolean held = holder != null && !holder.equals(asking) && isLive(holder);
        boolean taken = after != null && before != null && after.fence() != before.fence();
        if (held && taken && before != null && before.status() == JobStatus.RUNNING) {
            run.violated(asking + " was granted what " + holder + " holds: " + words(before));
        }
        if (answer instanceof ClaimAnswer.Held && holder != null && run.hasEndedInOrder(holder)) {
            run.violated(request.id() + " waits for the lease of " + holder + ", which ended in order");
        }
        if (before != null && after != null) {
            blame(request, before, after);
        }
        if (answer instanceof ClaimAnswer.Poisoned
                && run.script(request.key()).blames.getOrDefault(life(after), 0) < run.poisonAfter) {
            run.violated(request.id() + " is called poison after "
                    + run.script(request.key()).blames.getOrDefault(life(after), 0) + " crashes with a written start");
        }
    }

    private static int life(@Nullable JobRecord record) {
        return record == null ? 0 : record.coordinates().life();
    }

    private void blame(ClaimRequest request, JobRecord before, JobRecord after) {
        boolean sameLife = life(before) == life(after);
        if (!sameLife || after.crashes() <= before.crashes()) {
            return;
        }
        if (before.suspicion() != Suspicion.STARTED) {
            run.violated(request.id() + " is blamed for a crash without a written start: " + words(before));
        }
        Owner owner = ownerOf(before);
        if (owner != null && run.hasEndedInOrder(owner)) {
            run.violated(request.id() + " is blamed for the end of " + owner + ", which ended in order");
        }
        run.script(request.key()).blames.merge(life(after), 1, Integer::sum);
    }

    @Override
    public List<Standing> start(List<FencedKey> batch) {
        JobRecord before = before(batch.get(0).key());
        List<Standing> standings = next.start(batch);
        note("start", words(after(batch.get(0).key(), before)), standings);
        return standings;
    }

    @Override
    public List<Standing> decide(List<Settlement> batch) {
        List<@Nullable JobRecord> before = new ArrayList<>();
        for (Settlement settlement : batch) {
            before.add(before(settlement.claim().key()));
        }
        List<Standing> standings = next.decide(batch);
        for (int i = 0; i < batch.size(); i++) {
            decided(batch.get(i), before.get(i), standings.get(i));
        }
        return standings;
    }

    private void decided(Settlement settlement, @Nullable JobRecord before, Standing standing) {
        FencedKey claim = settlement.claim();
        JobRecord after = after(claim.key(), before);
        Decision decision = settlement.decided().decision();
        note("decide", decision.outcome(), "fence", claim.fence(), standing, words(before), "->", words(after));
        requireOwnFence("decided", claim, before, after);
        if (standing == Standing.RECORDED && after != null && decision instanceof Decision.Retry retry) {
            String attempt = claim.key().key() + " life " + life(after) + " attempt " + retry.nextAttempt();
            Long other = countedAttempts.putIfAbsent(attempt, claim.fence());
            if (other != null && other != claim.fence()) {
                run.violated("two runs were counted as one attempt: " + attempt);
            }
        }
    }

    private void requireOwnFence(String what, FencedKey claim, @Nullable JobRecord before, @Nullable JobRecord after) {
        if (!Objects.equals(before, after) && (before == null || before.fence() != claim.fence())) {
            run.violated("the fenced claim " + claim.fence() + " " + what + ": " + words(before) + " became "
                    + words(after));
        }
    }

    @Override
    public void mark(List<FencedKey> batch) {
        List<@Nullable JobRecord> before = new ArrayList<>();
        batch.forEach(claim -> before.add(before(claim.key())));
        next.mark(batch);
        for (int i = 0; i < batch.size(); i++) {
            JobRecord after = after(batch.get(i).key(), before.get(i));
            note("mark", batch.get(i).fence(), words(before.get(i)), "->", words(after));
            requireOwnFence("marked", batch.get(i), before.get(i), after);
        }
    }

    @Override
    public void release(List<FencedKey> batch) {
        List<@Nullable JobRecord> before = new ArrayList<>();
        batch.forEach(claim -> before.add(before(claim.key())));
        next.release(batch);
        for (int i = 0; i < batch.size(); i++) {
            JobRecord after = after(batch.get(i).key(), before.get(i));
            note("release", batch.get(i).fence(), words(before.get(i)), "->", words(after));
            requireOwnFence("released", batch.get(i), before.get(i), after);
        }
    }

    @Override
    public Lease heartbeat(Owner owner, Duration lease) {
        Lease answer = next.heartbeat(owner, lease);
        if (answer == Lease.HELD) {
            if (leaseEnds.containsKey(owner) && !isLive(owner)) {
                run.violated("the lease of " + owner + " had ended and was renewed");
            }
            leaseEnds.put(owner, now() + lease.toNanos());
        }
        return answer;
    }

    @Override
    public CancelAnswer cancel(JobKey key) {
        JobRecord before = before(key);
        CancelAnswer answer = next.cancel(key);
        note("cancel", key.key(), words(before), "->", answer);
        after(key, before);
        return answer;
    }

    /** Forgets nothing within a run, as that takes longer: whatever is missing then was not at its end. */
    @Override
    public int expire(int most) {
        int forgotten = next.expire(most);
        if (forgotten > 0 || next instanceof dev.warren.idempotency.OpenStore) {
            known.forEach((key, record) -> {
                if (next.find(key).isEmpty()) {
                    run.violated("a record was forgotten before its time: " + words(record));
                }
            });
        }
        return forgotten;
    }

    /** The record as it is now. */
    Optional<JobRecord> record(JobKey key) {
        return next.find(key);
    }
}
