package dev.warren.consume;

import dev.warren.broker.Broker;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole worker without its threads: the stages, put together, and the steps by which they stop. None of it waits. {@link Worker} puts
 * threads under it; a simulation calls the turns and the slots itself, one at a time.
 */
final class Stages {
    private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(1);
    private static final Duration OVERDUE_INTERVAL = Duration.ofSeconds(30);
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(500);
    private static final int EXPIRED_AT_ONCE = 1_000;
    private static final int MOST_EXPIRED = 20_000;
    private static final int MOST_OVERDUE = 1_000;

    private final WorkerParts parts;
    private final Session session;
    private final ClaimStage claim;
    private final ExecuteStage execute;
    private final SettleStage settle;
    private final SettleOrders orders;
    private final Cancellations cancellations;
    private final List<RegularTask> regular;

    /**
     * Stages to be driven by somebody.
     *
     * @param outbox publishes what settling takes, and what is said to other workers
     * @param answers publishes what may get lost
     */
    Stages(Broker broker, WorkerParts parts, Outbox outbox, Outbox answers) {
        this.parts = parts;
        this.orders = new SettleOrders(parts);
        this.settle = new SettleStage(parts, orders, outbox, new Replies(parts, answers));
        this.execute = new ExecuteStage(parts, orders);
        this.claim = new ClaimStage(parts, execute, orders);
        this.cancellations = new Cancellations(parts);
        this.session = new Session(broker, parts, outbox, cancellations::hear);
        parts.lease().onLapse(parts.inFlight()::interruptAll);
        this.regular = List.of(
                regularly("heartbeat", parts.settings().lease().dividedBy(5), this::heartbeat),
                regularly("lease", parts.settings().lease().dividedBy(50), this::guardLease),
                regularly("overdue", OVERDUE_INTERVAL, this::lookForOverdue),
                regularly("progress", PROGRESS_INTERVAL, new ProgressReports(parts)),
                regularly("depths", parts.settings().depthInterval(), new DepthMonitor(session, parts)),
                regularly("expiry", EXPIRY_INTERVAL, this::expire));
        parts.metrics().store(() -> parts.storeHealth().trouble().isEmpty());
        parts.metrics().inFlight(parts.settings().lanes(), parts.inFlight()::countOf);
    }

    private RegularTask regularly(String name, Duration interval, Runnable task) {
        return new RegularTask(name, interval, task, parts.nanos());
    }

    private void heartbeat() {
        try {
            parts.lease().renew();
            parts.storeHealth().answered();
        } catch (RuntimeException e) { // a StoreException, or a defect of the store
            parts.storeHealth().failed(e);
        }
    }

    /** On a thread that nothing holds up, as the heartbeat may be what hangs. */
    private void guardLease() {
        if (parts.lease().isEnding()) {
            parts.inFlight().interruptAll();
        }
    }

    private void lookForOverdue() {
        parts.metrics()
                .overdue(parts.store()
                        .overdue(parts.settings().overdueAfter(), MOST_OVERDUE)
                        .size());
    }

    /** As quickly as one worker's jobs can come, and no quicker: it goes on in a second. */
    private void expire() {
        int expired = 0;
        int last = EXPIRED_AT_ONCE;
        while (last == EXPIRED_AT_ONCE && expired < MOST_EXPIRED) {
            last = parts.store().expire(EXPIRED_AT_ONCE);
            expired += last;
        }
    }

    Session session() {
        return session;
    }

    ClaimStage claim() {
        return claim;
    }

    /** Has no turns but slots: whoever drives it takes a job for a slot, and runs it. */
    ExecuteStage execute() {
        return execute;
    }

    SettleStage settle() {
        return settle;
    }

    Cancellations cancellations() {
        return cancellations;
    }

    Later later() {
        return parts.later();
    }

    /** What comes round by time alone. Each may be held up by store or broker, and none may be held up by another. */
    List<RegularTask> regular() {
        return regular;
    }

    /** All that is done in turns. */
    List<Turns> turns() {
        return Stream.concat(Stream.of(session, claim, settle, later(), cancellations), regular.stream())
                .toList();
    }

    // How it stops, step by step; every step once, in this order.

    /** Step 1: no more deliveries. The claim stage must do no turn after this. */
    void stopTaking() {
        session.stopTaking();
    }

    /** Step 2: what was not claimed goes back to the queues. */
    void handBackUnclaimed() {
        parts.inbox().takeAll().forEach(delivery -> delivery.source().giveBack(delivery));
    }

    /** Step 3: no more handlers start; what was claimed and not started goes back. Wait then until {@link ExecuteStage#isIdle}. */
    void stopExecuting() {
        orders.handBack(execute.stop());
    }

    /** Step 4, when {@link SettleStage#isSettled}, or nobody waits any longer: ends the link, so that the rest goes back. */
    void close() {
        session.close();
    }
}
