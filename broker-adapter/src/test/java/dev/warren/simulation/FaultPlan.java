package dev.warren.simulation;

import dev.warren.simulation.Step.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which faults happen in a run, drawn from its seed: each at a step of a worker, the first time or some time later. */
final class FaultPlan {
    private static final long MILLI = 1_000_000;
    private static final long LEASE = SettleRun.LEASE.toNanos();

    /** The steps between the end of a handler and the ack, where a crash costs the most. */
    private static final Step[] SETTLING = {
        Step.HAND_ON, Step.DECIDE, Step.DECIDE, Step.PUBLISH, Step.WRITE, Step.CONFIRM, Step.MARK, Step.MARK, Step.ACK
    };

    private static final Fault[] ENDINGS = {
        Fault.CRASH, Fault.CRASH, Fault.PAUSE, Fault.PAUSE, Fault.CUT, Fault.STOP, Fault.STORE_FAILS
    };

    private static final Fault[] PARTING = {Fault.CRASH, Fault.PAUSE, Fault.CUT, Fault.STOP};

    private static final Fault[] BY_HAND = {
        Fault.RESEND,
        Fault.ALIAS,
        Fault.CONFLICT,
        Fault.CANCEL,
        Fault.REPLAY,
        Fault.REPLAY,
        Fault.REPLAY_TWICE,
        Fault.GIVE_UP
    };

    private static final Step[] STEPS = Step.values();
    private static final Fault[] FAULTS = Fault.values();

    private final SettleRun run;
    private final Chance chance;
    private final List<Armed> armed = new ArrayList<>();

    FaultPlan(SettleRun run) {
        this.run = run;
        this.chance = run.world.chance();
        switch (chance.below(32)) {
            case 0 -> {}
            case 1, 2 -> armGhost();
            case 3 -> armOutage();
            case 4, 5 -> armDeploy();
            default -> armAny();
        }
    }

    private void armAny() {
        boolean settling = chance.oneIn(2);
        for (int left = 1 + chance.below(6); left > 0; left--) {
            armed.add(draw(settling));
        }
        if (chance.oneIn(2)) {
            armed.add(new Armed(anyStep(true), anyWhen(), chance.below(6), chance.oneOf(BY_HAND)));
        }
    }

    /**
     * A worker claims what it was given over a link that is gone, takes it over from one that stands still and has the message meanwhile,
     * and dies.
     */
    private void armGhost() {
        armed.add(new Armed(Step.DELIVER, When.AFTER, 0, Fault.CUT_UNNOTICED));
        armed.add(new Armed(Step.DELIVER, When.AFTER, 0, Fault.PAUSE));
        armed.add(new Armed(Step.RUN, When.BEFORE, 0, Fault.PAUSE));
        armed.add(new Armed(Step.RUN, When.BEFORE, 1, Fault.CRASH));
    }

    /** A worker stops with jobs in hand, and something goes wrong while it hands them back. */
    private void armDeploy() {
        armed.add(new Armed(Step.CLAIM, When.AFTER, chance.below(2), Fault.STOP));
        armed.add(new Armed(Step.RELEASE, anyWhen(), 0, chance.oneOf(ENDINGS)));
        armed.add(new Armed(Step.GIVE_BACK, anyWhen(), 0, chance.oneOf(PARTING)));
        armed.add(new Armed(Step.RUN, When.BEFORE, chance.below(3), Fault.STOP));
    }

    /** A worker's store is away for longer than its lease while it runs something. */
    private void armOutage() {
        armed.add(new Armed(Step.RUN, When.BEFORE, chance.below(3), Fault.STORE_AWAY));
        armed.add(draw(false));
    }

    private static final class Armed {
        final Step step;
        final When when;
        final Fault fault;
        int skips;

        Armed(Step step, When when, int skips, Fault fault) {
            this.step = step;
            this.when = when;
            this.skips = skips;
            this.fault = fault;
        }
    }

    private Armed draw(boolean settling) {
        Step step = anyStep(settling);
        When when = anyWhen();
        int skips = chance.oneIn(2) ? 0 : chance.below(step == Step.HEARTBEAT ? 20 : 5);
        Fault fault = chance.oneIn(2) ? chance.oneOf(ENDINGS) : chance.oneOf(FAULTS);
        if (fault == Fault.STORE_FAILS && !step.asksTheStore()) {
            fault = Fault.STORE_DOWN;
        }
        return new Armed(step, when, skips, fault);
    }

    private Step anyStep(boolean settling) {
        return settling && !chance.oneIn(4) ? chance.oneOf(SETTLING) : chance.oneOf(STEPS);
    }

    private When anyWhen() {
        return chance.oneIn(2) ? When.BEFORE : When.AFTER;
    }

    boolean isOver() {
        return armed.isEmpty();
    }

    /** From now on nothing goes wrong any more. */
    void end() {
        armed.clear();
    }

    /** Lets happen what is to happen here; answers whether the store is to fail. */
    boolean at(SimProcess process, Step step, When when) {
        boolean fails = false;
        for (int i = 0; i < armed.size(); i++) {
            Armed next = armed.get(i);
            if (next.step != step || next.when != when || next.skips-- > 0) {
                continue;
            }
            if (!next.fault.isFromOutside() || run.hands.act(next.fault)) {
                armed.remove(i--);
                run.coverage.count(step, when, next.fault);
                run.world.history().note("FAULT", next.fault, when, step, "of", process);
                fails |= next.fault == Fault.STORE_FAILS;
                happen(next.fault, process);
            }
        }
        return fails;
    }

    private void happen(Fault fault, SimProcess process) {
        SimFaults faults = run.broker.faults();
        switch (fault) {
            case CRASH -> throw new ProcessEnds();
            case PAUSE -> process.pause(chance.nanosBetween(LEASE / 10, 3 * LEASE));
            case STOP -> run.after(chance.nanosBetween(0, 2 * MILLI), process::stop);
            case CUT -> faults.cut(process.name, chance.oneOf(SimFaults.Links.values()), cut());
            case CUT_UNNOTICED ->
                faults.cut(process.name, SimFaults.Links.BOTH, new Cut(Cut.Frames.LOST, 3 * LEASE, MILLI));
            case STORE_DOWN -> run.storeDown(chance.nanosBetween(MILLI, 5 * LEASE / 2));
            case STORE_AWAY -> process.storeAway(chance.nanosBetween(MILLI, 5 * LEASE / 2));
            case STALL -> process.stall(chance.nanosBetween(MILLI, 5 * LEASE / 2));
            case REFUSE -> faults.refuse(process.name, 1 + chance.below(3));
            case WITHHOLD -> {
                faults.withholdConfirms(process.name);
                run.after(chance.nanosBetween(MILLI, 4 * LEASE), () -> faults.releaseConfirms(process.name));
            }
            case UNREACHABLE -> {
                faults.unreachable(process.name);
                faults.cut(process.name, SimFaults.Links.BOTH, cut());
                run.after(chance.nanosBetween(MILLI, 2 * LEASE), () -> faults.reachable(process.name));
            }
            case BROKER_CRASH -> faults.crash();
            case CANCEL_CONSUMERS -> faults.cancelConsumers(SettleRun.QUEUE);
            case BLOCK -> {
                faults.block("memory");
                run.after(chance.nanosBetween(MILLI, 2 * LEASE), faults::unblock);
            }
            case DOUBLE -> faults.doubleDeadLetters(1 + chance.below(3));
            case STORE_FAILS, RESEND, ALIAS, CONFLICT, CANCEL, REPLAY, REPLAY_TWICE, GIVE_UP -> {}
        }
    }

    /** Sides that notice late do so after some leases. */
    Cut cut() {
        return new Cut(chance.oneOf(Cut.Frames.values()), notice(), notice());
    }

    private long notice() {
        return chance.nanosBetween(
                0, chance.oneIn(4) ? 3 * LEASE : Duration.ofMillis(5).toNanos());
    }
}
