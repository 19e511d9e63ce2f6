package dev.warren.benchmarks.micro;

import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.RecordRules;
import dev.warren.idempotency.RecordRules.Asking;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The rules by which every store answers, without a store. */
@State(Scope.Thread)
public class DecideBench {
    private static final Optional<Instant> NOW = Optional.of(SampleJobs.NOW);

    private final Asking asking =
            new Asking(new Owner("bench"), Holder.NOBODY, SampleJobs.NOW, SampleJobs.NOW, () -> 1);
    private final ClaimRequest request = new SampleJobs().request();
    private final JobRecord running =
            Objects.requireNonNull(RecordRules.claim(null, request, asking).written());
    private final Settlement success =
            new Settlement(new FencedKey(request.key(), running.fence()), SampleJobs.SUCCESS);
    private final JobRecord succeeded =
            Objects.requireNonNull(RecordRules.decide(running, success, NOW).written());

    /** The claim of a job that nobody has seen. */
    @Benchmark
    public Object claimUnseen() {
        return RecordRules.claim(null, request, asking);
    }

    /** The claim of a job that is done: a duplicate. */
    @Benchmark
    public Object claimDone() {
        return RecordRules.claim(succeeded, request, asking);
    }

    /** A success is recorded. */
    @Benchmark
    public Object decideSuccess() {
        return RecordRules.decide(running, success, NOW);
    }
}
