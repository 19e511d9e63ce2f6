package dev.warren.idempotency.conformance;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobLock;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.LockRules;
import dev.warren.idempotency.LockRules.Found;
import dev.warren.idempotency.LockRules.Life;
import dev.warren.idempotency.LockRules.LockStep;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.RecordRules;
import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.RecordRules.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of the jobs of one history, and of the locks they share. A job asks for one and the same lock in all of its claims, as it does
 * on a broker; so whoever runs has taken its lock under that claim, even where both fences are {@link RecordModel#UNSEEN}.
 *
 * @param jobs those that were asked about
 * @param locks by name
 */
record JobsModel(Map<JobKey, RecordModel> jobs, Map<JobKey, JobLock> locks) {
    static final JobsModel EMPTY = new JobsModel(Map.of(), Map.of());

    /** The model after this call; empty when the rules would have answered something else. */
    Optional<JobsModel> after(Call call) {
        Ask ask = call.ask();
        if (ask instanceof Ask.Lapse lapse) {
            return Optional.of(lapsing(call.key(), lapse.owner()));
        }
        return ask instanceof Ask.Claim claim && claim.request().uniqueness().isPresent()
                ? claiming(claim, call.answer())
                : ask.after(job(call.key()), call.answer()).map(after -> with(call.key(), after));
    }

    private RecordModel job(JobKey key) {
        RecordModel job = jobs.get(key);
        return job == null ? new RecordModel(null, lapsed(), 0) : job;
    }

    /** Whose leases have ended: all jobs know it. */
    private Set<Owner> lapsed() {
        return jobs.values().stream().findAny().map(RecordModel::lapsed).orElse(Set.of());
    }

    private JobsModel with(JobKey key, RecordModel job) {
        Map<JobKey, RecordModel> all = new HashMap<>(jobs);
        all.put(key, job);
        return new JobsModel(Map.copyOf(all), locks);
    }

    private JobsModel with(@Nullable JobLock lock) {
        if (lock == null) {
            return this;
        }
        Map<JobKey, JobLock> all = new HashMap<>(locks);
        all.put(lock.name(), lock);
        return new JobsModel(jobs, Map.copyOf(all));
    }

    /** A lease ends for all jobs at once. */
    private JobsModel lapsing(JobKey key, Owner owner) {
        Map<JobKey, RecordModel> all = new HashMap<>(jobs);
        all.putIfAbsent(key, job(key));
        all.replaceAll((job, model) -> model.lapsing(owner));
        return new JobsModel(Map.copyOf(all), locks);
    }

    private Optional<JobsModel> claiming(Ask.Claim claim, Optional<?> answer) {
        JobKey key = claim.request().key();
        RecordModel job = job(key);
        if (claim.isRefused(job, answer)) {
            return claim.after(job, answer).map(after -> with(key, after));
        }
        Asking by = job.asking(claim.owner(), Ask.Claim.fence(job, answer));
        Step<ClaimAnswer> alone = RecordRules.claim(job.record(), claim.request(), by);
        LockStep<ClaimAnswer> step = LockRules.claim(alone, job.record(), claim.request(), found(claim), unseen(by));
        if (answer.isPresent() && !Ask.Claim.isSame(step.answer(), answer.get())) {
            return Optional.empty();
        }
        JobsModel replaced = step.replaced() == null ? this : replacing(step.replaced());
        return job.writing(step.written())
                .map(after -> replaced.with(key, after).with(step.lock()));
    }

    /** What is written beside the record that was asked for takes a fence that nobody is told. */
    private static Asking unseen(Asking by) {
        return new Asking(by.asking(), by.holder(), by.heldUntil(), by.now(), () -> RecordModel.UNSEEN);
    }

    private JobsModel replacing(JobRecord replaced) {
        return job(replaced.key())
                .writing(replaced)
                .map(after -> with(replaced.key(), after))
                .orElseThrow();
    }

    private Found found(Ask.Claim claim) {
        JobKey name = LockRules.name(
                claim.request().key(), claim.request().uniqueness().orElseThrow());
        JobLock lock = locks.get(name);
        if (lock == null) {
            return Found.NOTHING;
        }
        RecordModel holder = job(lock.holder());
        boolean isLive = holder.asking(claim.owner(), 0).holder() != Holder.NOBODY;
        return new Found(lock, holder.record(), isLive ? Life.LIVE : Life.LAPSED);
    }
}
