package dev.warren.consume;

import dev.warren.WarrenException;
import dev.warren.broker.Broker;
import dev.warren.publish.ConfirmedSender;
import dev.warren.publish.PublishMetrics;
import dev.warren.publish.SenderSettings;
import dev.warren.turns.TurnThread;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs. A job's way through it: the {@code Session} delivers it, {@code ClaimStage} reads and claims it, {@code ExecuteStage} runs its
 * handler in a slot, {@code SettleStage} decides what follows, records that, publishes it, marks it, and acks. The stages stand in
 * {@code Stages}; here are the threads under them. Start one with {@link #builder}; safe for use by several threads.
 */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** How long {@link #close()} lets running handlers go on. */
    public static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    /** How long an interrupted handler gets to end. */
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);

    private static final Duration LAST_SETTLEMENTS = Duration.ofSeconds(5);
    private static final Duration LAST_TASKS = Duration.ofSeconds(1);
    private static final Duration SETTLED_CHECK = Duration.ofMillis(2);

    private final WorkerParts parts;
    private final ConfirmedSender sender;
    private final AnswerLink answers;
    private final Stages stages;
    private final TurnThread session;
    private final TurnThread claim;
    private final TurnThread settle;
    private final List<Thread> slots = new ArrayList<>();

    /** One for each, so that no heartbeat ever waits for a look at the queues or a clean-up of the store. */
    private final List<TurnThread> timed = new ArrayList<>();

    private final AtomicBoolean closed = new AtomicBoolean();

    Worker(
            Broker broker,
            WorkerParts parts,
            ThreadFactory slotThreads,
            SenderSettings senderSettings,
            MeterRegistry registry) {
        this.parts = parts;
        this.sender = new ConfirmedSender(
                broker, senderSettings, ConfirmedSender.LinkCheck.NONE, new PublishMetrics(registry, "settle"));
        this.answers = new AnswerLink(broker, parts.settings().reconnect(), registry);
        this.stages = new Stages(broker, parts, sender::send, answers);
        this.session = new TurnThread("session", stages.session());
        this.claim = new TurnThread("claim", stages.claim());
        this.settle = new TurnThread("settle", stages.settle());
        for (int i = 0; i < parts.settings().slots(); i++) {
            slots.add(slotThreads.newThread(stages.execute()::serve));
        }
        timed.add(new TurnThread("later", stages.later()));
        timed.add(new TurnThread("cancel", stages.cancellations()));
        stages.regular().forEach(task -> timed.add(new TurnThread(task.name(), task)));
    }

    /** A worker on a broker, to be told its lanes and handlers. */
    public static WorkerBuilder builder(Broker broker) {
        return new WorkerBuilder(broker);
    }

    void start() {
        settle.start();
        slots.forEach(Thread::start);
        claim.start();
        session.start();
        timed.forEach(TurnThread::start);
        log.info(
                "worker {} starts: lanes {}, {} slots",
                id(),
                parts.settings().lanes(),
                parts.settings().slots());
    }

    /** This worker's id: in its logs, in dead letters, and as the beginning of its claims' owner in the store. */
    public String id() {
        return parts.workerId();
    }

    /**
     * Waits until every lane is consumed.
     *
     * @throws WarrenException when that takes longer than {@code limit}; the message says what is in the way
     */
    public void awaitConsuming(Duration limit) throws InterruptedException {
        Optional<String> trouble = stages.session().awaitLive(limit);
        if (trouble.isPresent()) {
            throw new WarrenException("the worker does not consume after " + limit + ": " + trouble.get());
        }
    }

    /** Whether every lane is consumed right now. */
    public boolean isConsuming() {
        return stages.session().live().isPresent();
    }

    /** What keeps it from working, if anything does. */
    public WorkerHealth health() {
        return new WorkerHealth(stages.session().trouble(), parts.storeHealth().trouble());
    }

    /** How many jobs are claimed and not settled. */
    public int inFlight() {
        return parts.inFlight().count(parts.settings().lanes());
    }

    /** Stops within {@link #STOP_LIMIT} and a few seconds when the JVM is asked to end (SIGTERM, Ctrl-C). */
    public Worker stopOnShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "warren-shutdown"));
        return this;
    }

    /** The same as {@link #close(Duration)} with {@link #STOP_LIMIT}. */
    @Override
    public void close() {
        close(STOP_LIMIT);
    }

    /**
     * Stops: takes no more, lets running handlers end for {@code limit}, then interrupts them, settles what has ended, and gives the rest
     * back to the queues at once. What is given back is not counted as a failed attempt. Idempotent.
     */
    public void close(Duration limit) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        log.info("worker {} stops, within {}", id(), limit);
        stages.stopTaking();
        session.end();
        claim.end(); // not interrupted: a claim cut short may be held here until the lease ends
        try {
            boolean over = claim.join(LAST_SETTLEMENTS);
            claim.interrupt();
            stages.handBackUnclaimed();
            if (over) {
                stages.claim().handBack();
            }
            stages.stopExecuting();
            awaitHandlers(limit);
            awaitSettled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stages.close();
        settle.interrupt();
        timed.forEach(TurnThread::interrupt);
        awaitTimed();
        answers.close();
        sender.close(Duration.ofSeconds(1)); // what it still has is published again by whoever gets the message
        log.info("worker {} has stopped", id());
    }

    private void awaitHandlers(Duration limit) throws InterruptedException {
        int endless = endingTheProcess();
        if (stages.execute().awaitIdle(limit, endless)) {
            return;
        }
        parts.inFlight().interruptAll();
        if (!stages.execute().awaitIdle(AFTER_INTERRUPT, endless)) {
            log.warn(
                    "some handlers ignore their interrupt; their jobs go back all the same, and what they still do is not recorded");
        }
    }

    /**
     * How many handlers have called {@code System.exit}. They wait for this worker's end, if a shutdown hook closes it; so it must not wait for
     * them. Their jobs are not handed back: they have brought a worker down, and count as that when its lease has ended.
     */
    private int endingTheProcess() {
        List<RunningJob> ending = parts.inFlight().endingTheProcess();
        ending.forEach(job -> log.error(
                "the handler of job {} has called System.exit; that counts as a crash",
                job.message().id()));
        return ending.size();
    }

    private void awaitSettled() throws InterruptedException {
        long end = parts.nanos().getAsLong() + LAST_SETTLEMENTS.toNanos();
        while (!stages.settle().isSettled() && parts.nanos().getAsLong() - end < 0) {
            Thread.sleep(SETTLED_CHECK.toMillis());
        }
    }

    /** The store may be closed behind this worker, and who is still at it would complain. */
    private void awaitTimed() {
        long end = parts.nanos().getAsLong() + LAST_TASKS.toNanos();
        try {
            for (TurnThread each : timed) {
                each.join(Duration.ofNanos(Math.max(0, end - parts.nanos().getAsLong())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
