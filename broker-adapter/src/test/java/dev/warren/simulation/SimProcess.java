package dev.warren.simulation;

import dev.warren.broker.Broker;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.consume.SteppedWorker;
import dev.warren.consume.SteppedWorker.Taken;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.Job;
import dev.warren.job.JobResult;
import dev.warren.lanes.Prefetch;
import dev.warren.publish.SenderSettings;
import dev.warren.publish.SteppedSender;
import dev.warren.retry.Backoff;
import dev.warren.simulation.Step.When;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One process of a worker, from its start to its end: its threads are events on the agenda, each in its own time. */
final class SimProcess {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000 * MICRO;

    /** How long after it stood still it may take to interrupt its handlers: its guard looks every 20 ms. */
    private static final long NOTICES_WITHIN = 100 * MILLI;

    private static final SenderSettings SENDER = new SenderSettings(
            1_000,
            Duration.ofMillis(1),
            Duration.ofSeconds(3),
            Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(2)));

    final String name;
    final int machine;
    private final SettleRun run;
    private final World world;
    private final Chance chance;
    private final Flaw flaw;
    private final FaultyStore store;
    private final SteppedSender sender;
    private final SteppedWorker worker;
    private final List<Stage> stages = new ArrayList<>();
    private final Stage writer;
    private final Stage session;
    private final Stage claim;
    private final Stage guard;
    private final Slot[] slots;

    private State state = State.RUNS;
    private long pausedUntil;
    private long storeAwayUntil;
    private long lastPauseEnd = -NOTICES_WITHIN;
    private boolean lostAClaimAnswer;

    /** How it stands. */
    enum State {
        RUNS,
        STOPS,
        /** It stopped with nothing left behind. */
        ENDED_IN_ORDER,
        /** It stopped with something left. */
        ENDED,
        CRASHED;

        boolean lives() {
            return this == RUNS || this == STOPS;
        }
    }

    SimProcess(SettleRun run, int machine, String name) {
        this.run = run;
        this.world = run.world;
        this.chance = world.chance();
        this.machine = machine;
        this.name = name;
        this.flaw = run.mutant.flaw(run, this);
        this.store = new FaultyStore(run.store, this);
        Broker broker = new TappedBroker(run.broker.as(name), this);
        this.sender = new SteppedSender(
                broker, SENDER, world.time()::nanos, chance::fraction, Runnable::run, this::wakeWriter);
        IdempotencyStore seen = flaw.store(store);
        this.worker = SteppedWorker.of(
                new SteppedWorker.Settings(
                        name,
                        SettleRun.TOPOLOGY,
                        run.slots,
                        Prefetch.fixed(run.prefetch),
                        SettleRun.LEASE,
                        run.poisonAfter,
                        seen,
                        world.time(),
                        world.time()::nanos,
                        chance::fraction),
                new SteppedWorker.Work<>(SettleRun.TYPES, this::handle),
                broker,
                publication -> SettleRun.isOfAJob(publication)
                        ? flaw.send(publication, this::send)
                        : sender.sender().send(publication));
        this.session = stage(worker.session());
        this.claim = stage(worker.claim());
        this.writer = stage(sender::write);
        this.guard = stage(worker.regular("lease"));
        stage(worker.settle());
        stage(worker.later());
        stage(sender::watch);
        stage(worker.regular("heartbeat"));
        stage(worker.regular("depths"));
        stage(worker.regular("expiry"));
        this.slots = new Slot[run.slots];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot();
        }
    }

    void start() {
        world.history().note("start", name);
        stages.forEach(stage -> stage.wake(soon()));
    }

    @Override
    public String toString() {
        return name;
    }

    Flaw flaw() {
        return flaw;
    }

    State state() {
        return state;
    }

    boolean endedInOrder() {
        return state == State.ENDED_IN_ORDER && !lostAClaimAnswer;
    }

    private Stage stage(Turns turns) {
        Stage stage = new Stage(turns);
        stages.add(stage);
        return stage;
    }

    private long soon() {
        return chance.oneIn(32) ? chance.nanosBetween(MILLI, 20 * MILLI) : chance.nanosBetween(MICRO, 300 * MICRO);
    }

    @SuppressWarnings("UnnecessaryNullCheck")
    private void wakeWriter() {
        if (writer != null) {
            writer.wake(soon());
        }
    }

    // Its threads.

    /** One thread's turns: at most one is due at a time, and news brings it forward. */
    private final class Stage {
        private final Turns turns;
        private long due = Long.MAX_VALUE;
        private long stalledUntil;
        private boolean news;
        private boolean over;

        Stage(Turns turns) {
            this.turns = turns;
            turns.onNews(this::hear);
        }

        /** As a thread that does turns: further news before its next turn changes nothing. */
        private void hear() {
            if (!news) {
                news = true;
                wake(soon());
            }
        }

        void wake(long delayNanos) {
            wakeAt(world.time().nanos() + delayNanos);
        }

        private void wakeAt(long at) {
            if (at < due && !over) {
                due = at;
                world.agenda().at(at, () -> fire(at));
            }
        }

        private void fire(long at) {
            if (at != due || over || !state.lives()) {
                return;
            }
            due = Long.MAX_VALUE;
            long busyUntil = Math.max(pausedUntil, stalledUntil);
            if (busyUntil > at) {
                wakeAt(busyUntil + soon());
                return;
            }
            news = false;
            guarded(() -> {
                if (this == guard && !flaw.guardsItsLease()) {
                    return;
                }
                Duration rest = turns.turn();
                wake(rest.toNanos() + chance.nanosBetween(0, 50 * MICRO));
                afterTurn(this);
            });
        }
    }

    private void afterTurn(Stage stage) {
        if (stage == claim) {
            fillSlots();
        } else if (stage == guard) {
            endInterrupted();
        }
    }

    /** Does what the process does at this moment; its end may come in the middle. */
    void guarded(Runnable what) {
        if (!state.lives()) {
            return;
        }
        try {
            what.run();
        } catch (ProcessEnds end) {
            crash();
        }
    }

    /** The same later, unless it stands still then. */
    void after(long delayNanos, Runnable what) {
        world.agenda().after(delayNanos, () -> {
            if (pausedUntil > world.time().nanos()) {
                after(pausedUntil - world.time().nanos() + soon(), what);
            } else {
                guarded(what);
            }
        });
    }

    // What goes wrong.

    /** A fault's chance; answers whether the store is to fail. */
    boolean at(Step step, When when) {
        return state.lives() && run.faults.at(this, step, when);
    }

    void crash() {
        if (state.lives()) {
            end(State.CRASHED);
            run.broker.faults().cut(name, SimFaults.Links.BOTH, run.faults.cut());
            run.startAgain(machine);
        }
    }

    private void end(State how) {
        world.history().note("process", name, how);
        state = how;
        for (Slot slot : slots) {
            slot.endRun();
        }
    }

    void pause(long nanos) {
        world.history().note("pause", name, nanos / MILLI, "ms");
        pausedUntil = Math.max(pausedUntil, world.time().nanos() + nanos);
        lastPauseEnd = pausedUntil;
    }

    /** One of its threads hangs, but not the one that guards the lease. */
    void stall(long nanos) {
        Stage stage = stages.get(chance.below(stages.size()));
        if (stage != guard) {
            stage.stalledUntil = world.time().nanos() + nanos;
        }
    }

    void storeAway(long nanos) {
        storeAwayUntil = world.time().nanos() + nanos;
    }

    boolean isStoreAway() {
        return storeAwayUntil > world.time().nanos() || run.isStoreDown();
    }

    void lostClaimAnswer() {
        lostAClaimAnswer = true;
    }

    /** Whether it stands still, or did a moment ago: it may have missed its lease's end without a chance to interrupt anybody. */
    boolean standsStill() {
        return lastPauseEnd + NOTICES_WITHIN > world.time().nanos();
    }

    void delivered(Message message) {
        run.delivered(message);
    }

    // What it publishes.

    private CompletableFuture<Void> send(Publication publication) {
        at(Step.PUBLISH, When.BEFORE);
        CompletableFuture<Void> told = new CompletableFuture<>();
        CompletableFuture<Void> unused = sender.sender()
                .send(publication)
                .whenComplete((confirmed, failure) -> after(soon(), () -> {
                    at(Step.CONFIRM, When.BEFORE);
                    if (failure == null) {
                        told.complete(null);
                    } else {
                        told.completeExceptionally(failure);
                    }
                    at(Step.CONFIRM, When.AFTER);
                }));
        at(Step.PUBLISH, When.AFTER);
        return told;
    }

    // Its slots.

    private final class Slot {
        private @Nullable Taken taken;
        private boolean asks;
        private boolean ends;

        void fill() {
            if (taken == null && !asks) {
                asks = true;
                after(soon(), () -> take(null));
            }
        }

        private void take(@Nullable Taken ended) {
            asks = false;
            Taken next = worker.take(ended);
            taken = next;
            if (next == null) {
                return;
            }
            ends = false;
            if (worker.mayStart(next)) {
                begin(next);
            } else {
                end(next);
            }
        }

        private void begin(Taken job) {
            world.history().note(name, "runs", job.id(), job.coordinates(), "fence", job.fence());
            run.begins(SimProcess.this, job);
            requireQuiet(job);
            at(Step.RUN, When.BEFORE);
            long lasts = run.lasts(job);
            if (run.script(job.key()).isPoisonIn(job.coordinates().life())) {
                after(lasts, () -> crashOf(job));
            } else {
                after(lasts, () -> end(job));
            }
        }

        private void crashOf(Taken job) {
            if (taken == job && !ends) {
                run.crashed(job);
                throw new ProcessEnds();
            }
        }

        /** It notices its interrupt within a few milliseconds. */
        void noticeInterrupt() {
            Taken job = taken;
            if (job != null && job.isInterrupted() && run.script(job.key()).kind != Script.Kind.DEAF) {
                after(chance.nanosBetween(10 * MICRO, 5 * MILLI), () -> end(job));
            }
        }

        private void end(Taken job) {
            if (taken != job || ends) {
                return;
            }
            ends = true;
            boolean deaf = job.isInterrupted() && run.script(job.key()).kind == Script.Kind.DEAF;
            if (deaf) {
                run.effect(job);
            }
            running = job;
            Runnable handOn = deaf ? worker.attemptInSpiteOfInterrupt(job) : worker.attempt(job);
            endRun();
            at(Step.RUN, When.AFTER);
            after(chance.nanosBetween(MICRO, 2 * MILLI), () -> {
                at(Step.HAND_ON, When.BEFORE);
                handOn.run();
                at(Step.HAND_ON, When.AFTER);
                asks = true;
                after(chance.nanosBetween(0, 50 * MICRO), () -> take(job));
            });
        }

        void endRun() {
            if (taken != null) {
                run.ends(SimProcess.this, taken);
            }
        }
    }

    private @Nullable Taken running;

    private void fillSlots() {
        for (Slot slot : slots) {
            slot.fill();
        }
    }

    private void endInterrupted() {
        for (Slot slot : slots) {
            slot.noticeInterrupt();
        }
    }

    /** Suspects run one at a time, and one that may not crash again with nothing beside it. */
    private void requireQuiet(Taken job) {
        for (Slot slot : slots) {
            Taken other = slot.taken;
            if (other == null || other == job || slot.ends) {
                continue;
            }
            if (job.isSuspect() && other.isSuspect()) {
                run.violated(name + " runs two suspects at once: " + job.id() + " and " + other.id());
            }
            if (job.isLastChance() || other.isLastChance()) {
                run.violated(name + " runs something beside a suspect that may not crash again: " + job.id() + " and "
                        + other.id());
            }
        }
    }

    private JobResult handle(Job<SettleRun.Text> job) {
        if (running == null) {
            throw new IllegalStateException("nothing runs");
        }
        return run.handle(running, job);
    }

    // How it stops.

    void stop() {
        if (state != State.RUNS) {
            return;
        }
        world.history().note("stop", name);
        state = State.STOPS;
        claim.over = true;
        session.over = true;
        worker.stopTaking();
        after(soon(), () -> {
            worker.handBack();
            awaitIdle(world.time().nanos() + chance.nanosBetween(0, 2_000 * MILLI));
        });
    }

    private void awaitIdle(long until) {
        if (worker.isIdle()) {
            awaitSettled(world.time().nanos() + 5_000 * MILLI);
        } else if (world.time().nanos() < until) {
            after(5 * MILLI, () -> awaitIdle(until));
        } else {
            worker.interruptAll();
            endInterrupted();
            awaitIdleAfterInterrupt(world.time().nanos() + 2_000 * MILLI);
        }
    }

    private void awaitIdleAfterInterrupt(long until) {
        if (worker.isIdle() || world.time().nanos() >= until) {
            awaitSettled(world.time().nanos() + 5_000 * MILLI);
        } else {
            after(5 * MILLI, () -> awaitIdleAfterInterrupt(until));
        }
    }

    private void awaitSettled(long until) {
        if (!worker.isSettled() && world.time().nanos() < until) {
            after(2 * MILLI, () -> awaitSettled(until));
            return;
        }
        boolean inOrder = worker.isIdle() && worker.isSettled();
        worker.close();
        sender.sender().close(Duration.ZERO);
        end(inOrder ? State.ENDED_IN_ORDER : State.ENDED);
        run.startAgain(machine);
    }

    /** Whether it has nothing in hand. */
    boolean isQuiet() {
        return worker.isIdle() && worker.isSettled() && worker.inFlight() == 0;
    }

    int inFlight() {
        return worker.inFlight();
    }
}
