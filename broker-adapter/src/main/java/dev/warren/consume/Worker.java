package dev.warren.consume;

import dev.warren.WarrenException;
import dev.warren.broker.Broker;
import dev.warren.idempotency.StoreException;
import dev.warren.publish.ConfirmedSender;
import dev.warren.publish.PublishMetrics;
import dev.warren.publish.SenderSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs. A job's way through it: the {@code Session} delivers it, {@code ClaimStage} reads and claims it, {@code ExecuteStage} runs its
 * handler in a slot, {@code SettleStage} decides what follows, records that, publishes it, marks it, and acks. Start one with
 * {@link #builder}; safe for use by several threads.
 */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** How long {@link #close()} lets running handlers go on. */
    public static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    /** How long an interrupted handler gets to end. */
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);

    private static final Duration LAST_SETTLEMENTS = Duration.ofSeconds(5);
    private static final int MOST_EXPIRED_AT_ONCE = 1_000;

    private final WorkerParts parts;
    private final ConfirmedSender sender;
    private final Session session;
    private final ExecuteStage execute;
    private final SettleStage settle;
    private final Thread sessionThread;
    private final Thread claimThread;
    private final Thread settleThread;
    private final AtomicBoolean closed = new AtomicBoolean();

    Worker(Broker broker, WorkerParts parts, SenderSettings senderSettings, PublishMetrics publishMetrics) {
        this.parts = parts;
        this.sender = new ConfirmedSender(broker, senderSettings, ConfirmedSender.LinkCheck.NONE, publishMetrics);
        this.settle = new SettleStage(parts, sender);
        this.execute = new ExecuteStage(parts, settle);
        this.session = new Session(broker, parts);
        this.sessionThread = thread(session, "session");
        this.claimThread = thread(new ClaimStage(parts, execute, settle), "claim");
        this.settleThread = thread(settle, "settle");
        parts.metrics().inFlight(parts.settings().lanes(), parts.inFlight()::countOf);
    }

    private Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, "warren-" + name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dying, e) ->
                log.error("the worker's thread {} died; stop this process and report it", dying.getName(), e));
        return thread;
    }

    /** A worker on a broker, to be told its lanes and handlers. */
    public static WorkerBuilder builder(Broker broker) {
        return new WorkerBuilder(broker);
    }

    void start() {
        settleThread.start();
        execute.start();
        claimThread.start();
        sessionThread.start();
        every(parts.settings().lease().dividedBy(5), this::heartbeat);
        every(parts.settings().depthInterval(), new DepthMonitor(session, parts));
        every(Duration.ofSeconds(1), () -> parts.store().expire(MOST_EXPIRED_AT_ONCE));
        log.info(
                "worker {} starts: lanes {}, {} slots",
                id(),
                parts.settings().lanes(),
                parts.settings().slots());
    }

    private void every(Duration interval, Runnable task) {
        parts.ticker()
                .scheduleWithFixedDelay(
                        () -> {
                            try {
                                task.run();
                            } catch (RuntimeException e) {
                                // The next tick tries again; an exception that escaped would end all further ticks.
                                log.warn("a regular task of the worker failed: {}", e.getMessage(), e);
                            }
                        },
                        0,
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void heartbeat() {
        try {
            parts.lease().renew();
        } catch (StoreException e) {
            log.error("the worker can't renew its lease: {}", e.getMessage());
        }
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
        Optional<String> trouble = session.awaitLive(limit);
        if (trouble.isPresent()) {
            throw new WarrenException("the worker does not consume after " + limit + ": " + trouble.get());
        }
    }

    /** Whether every lane is consumed right now. */
    public boolean isConsuming() {
        return session.live().isPresent();
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
        session.stopTaking();
        claimThread.interrupt();
        try {
            claimThread.join(LAST_SETTLEMENTS.toMillis());
            parts.inbox()
                    .takeAll(Duration.ZERO)
                    .forEach(delivery -> delivery.source().giveBack(delivery));
            settle.handBack(execute.stop());
            if (!execute.awaitIdle(limit)) {
                execute.interruptHandlers();
                awaitInterrupted();
            }
            settle.awaitSettled(LAST_SETTLEMENTS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        session.close();
        settleThread.interrupt();
        parts.ticker().shutdownNow();
        sender.close(Duration.ofSeconds(1)); // what it still has is published again by whoever gets the message
        log.info("worker {} has stopped", id());
    }

    private void awaitInterrupted() throws InterruptedException {
        if (!execute.awaitIdle(AFTER_INTERRUPT)) {
            log.warn(
                    "some handlers ignore their interrupt; their jobs go back all the same, and what they still do is not recorded");
        }
    }
}
