package dev.warren.consume;

import dev.warren.broker.Broker;
import dev.warren.broker.Publication;
import dev.warren.deadletter.DeadLetters;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.job.Coordinates;
import dev.warren.job.JobHandler;
import dev.warren.job.JobType;
import dev.warren.lanes.LaneShares;
import dev.warren.lanes.Prefetch;
import dev.warren.outcome.AttemptResult;
import dev.warren.retry.Backoff;
import dev.warren.topology.Topology;
import dev.warren.turns.Turns;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.MessageReader;
import dev.warren.wire.WireLimits;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker without a thread: whoever holds it takes the turns of its stages and runs its slots, by a clock and a chance of their own. For
 * simulations in other packages; for one thread.
 */
public final class SteppedWorker {
    /** Making one costs more than a whole simulated run, and it has no state. */
    private static final JacksonCodec CODEC = JacksonCodec.within(WireLimits.STANDARD);

    private final WorkerParts parts;
    private final Stages stages;

    private SteppedWorker(WorkerParts parts, Stages stages) {
        this.parts = parts;
        this.stages = stages;
    }

    /**
     * What a worker is like.
     *
     * @param id its name, and its claims' owner
     * @param nanos the time, as {@code clock} has it
     * @param random numbers in [0, 1)
     */
    public record Settings(
            String id,
            Topology topology,
            int slots,
            Prefetch prefetch,
            Duration lease,
            int poisonAfter,
            IdempotencyStore store,
            Clock clock,
            LongSupplier nanos,
            DoubleSupplier random) {}

    /** Job types with one handler for all of them. */
    public record Work<P>(List<JobType<P>> types, JobHandler<P> handler) {}

    /** A worker that has not done anything yet. */
    public static <P> SteppedWorker of(
            Settings settings, Work<P> work, Broker broker, Function<Publication, CompletableFuture<Void>> outbox) {
        WorkerParts parts = parts(settings, handlers(work));
        return new SteppedWorker(parts, new Stages(broker, parts, outbox::apply, outbox::apply));
    }

    private static <P> Handlers handlers(Work<P> work) {
        Handlers handlers = Handlers.none();
        for (JobType<P> type : work.types()) {
            handlers = handlers.with(type, work.handler());
        }
        return handlers;
    }

    private static WorkerParts parts(Settings told, Handlers handlers) {
        WorkerSettings settings = new WorkerSettings(
                told.topology(),
                TopologyMode.DECLARE,
                told.topology().lanes(),
                told.slots(),
                LaneShares.weighted(),
                told.prefetch(),
                handlers,
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                told.lease(),
                told.poisonAfter(),
                Duration.ofMinutes(10),
                64 << 10,
                Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(2)));
        return new WorkerParts(
                settings,
                told.id(),
                told.store(),
                new LeaseKeeper(told.store(), told.id(), told.lease(), told.nanos()),
                new MessageReader(WireLimits.STANDARD, CODEC, () -> {
                    throw new IllegalStateException("every simulated job has an id");
                }),
                CODEC,
                new FollowUps(told.topology(), new DeadLetters(told.topology(), told.id())),
                told.clock(),
                told.nanos(),
                told.random(),
                new StoreHealth(),
                new JobMetrics(new CompositeMeterRegistry(), settings.lanes()),
                new Later(told.nanos()),
                new Inbox(settings.lanes()),
                new InFlight());
    }

    public Turns session() {
        return stages.session();
    }

    public Turns claim() {
        return stages.claim();
    }

    public Turns settle() {
        return stages.settle();
    }

    public Turns later() {
        return stages.later();
    }

    /** A regular task by its name. */
    public Turns regular(String name) {
        return stages.regular().stream()
                .filter(task -> task.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** A job in a slot. */
    public static final class Taken {
        private final RunningJob job;

        private Taken(RunningJob job) {
            this.job = job;
        }

        public JobKey key() {
            return job.claim().key();
        }

        public long fence() {
            return job.claim().fence();
        }

        public String id() {
            return job.message().id().value();
        }

        public Coordinates coordinates() {
            return job.message().coordinates();
        }

        public int attempt() {
            return job.message().attempt();
        }

        public boolean isSuspect() {
            return job.trial() != RunningJob.Trial.NONE;
        }

        public boolean isLastChance() {
            return job.trial() == RunningJob.Trial.LAST_CHANCE;
        }

        public boolean isInterrupted() {
            return job.isInterrupted();
        }
    }

    /** Ends a slot's job and takes its next; null when there is none. */
    public @Nullable Taken take(@Nullable Taken ended) {
        RunningJob next = stages.execute().take(ended == null ? null : ended.job);
        return next == null ? null : new Taken(next);
    }

    /** Whether the job may start its handler; else {@link #attempt} will not. */
    public boolean mayStart(Taken taken) {
        stages.execute().enter(taken.job);
        return !taken.job.isInterrupted();
    }

    /** Runs the handler to its end, which is at this instant; answers what hands its result on. */
    public Runnable attempt(Taken taken) {
        Optional<AttemptResult> result = stages.execute().attempt(taken.job);
        return () -> stages.execute().handOn(taken.job, result);
    }

    /** The same for a handler that took no notice of its interrupt, and did its work. */
    public Runnable attemptInSpiteOfInterrupt(Taken taken) {
        taken.job.end();
        return () -> stages.execute().handOn(taken.job, Optional.of(new AttemptResult.Succeeded(Optional.empty())));
    }

    /** Interrupts all handlers, as a worker does whose lease ends. */
    public void interruptAll() {
        parts.inFlight().interruptAll();
    }

    /** How many jobs are claimed and not settled. */
    public int inFlight() {
        return parts.inFlight().count(parts.settings().lanes());
    }

    public boolean isIdle() {
        return stages.execute().isIdle();
    }

    public boolean isSettled() {
        return stages.settle().isSettled();
    }

    /** The first step of stopping; no claim turn after it. */
    public void stopTaking() {
        stages.stopTaking();
    }

    /** The second: what is not started goes back. */
    public void handBack() {
        stages.handBackUnclaimed();
        stages.claim().handBack();
        stages.stopExecuting();
    }

    /** The last: ends the link. */
    public void close() {
        stages.close();
    }
}
