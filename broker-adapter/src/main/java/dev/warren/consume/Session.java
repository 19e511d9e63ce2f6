package dev.warren.consume;

import dev.warren.WarrenException;
import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker consuming: makes sure of the topology, connects, subscribes to every lane, and when any part of that dies tears it all
 * down and builds it anew, with growing pauses. The first connect is retried like any other.
 */
final class Session implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private final Broker broker;
    private final WorkerParts parts;
    private final DoubleSupplier random;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Live live; // guarded by lock, as all below
    private @Nullable String end;
    private boolean stopping;
    private String trouble = "no connection was tried yet";

    Session(Broker broker, WorkerParts parts) {
        this.broker = broker;
        this.parts = parts;
        this.random = parts.random();
    }

    /** An open link with its consumers. */
    record Live(ConsumeLink link, List<LaneConsumer> consumers) {}

    @Override
    public void run() {
        int failures = 0;
        while (!isStopping()) {
            Optional<Live> opened = open();
            if (opened.isPresent()) {
                failures = 0;
                awaitEnd();
                tearDown(opened.get());
            } else {
                failures++;
                pause(parts.settings().reconnect().before(failures + 1, random.getAsDouble()));
            }
        }
    }

    private Optional<Live> open() {
        lock.lock();
        try {
            end = null;
        } finally {
            lock.unlock();
        }
        ConsumeLink link = null;
        try {
            prepareTopology();
            link = broker.openConsumeLink(this::end);
            Live opened = new Live(link, subscribe(link));
            connected(opened);
            return Optional.of(opened);
        } catch (WarrenException e) {
            noteTrouble(String.valueOf(e.getMessage()));
            log.atWarn()
                    .addKeyValue("broker", broker.address())
                    .log("worker can't consume, trying again: {}", e.getMessage());
            if (link != null) {
                link.close();
            }
            return Optional.empty();
        }
    }

    private void prepareTopology() {
        switch (parts.settings().topologyMode()) {
            case DECLARE -> broker.declare(parts.settings().topology());
            case VERIFY -> broker.verify(parts.settings().topology());
        }
    }

    private List<LaneConsumer> subscribe(ConsumeLink link) {
        List<LaneConsumer> consumers = new ArrayList<>();
        for (LaneName lane : parts.settings().lanes()) {
            LaneConsumer consumer =
                    new LaneConsumer(lane, parts.settings().prefetchOfALane(), parts.inbox(), this::end);
            consumer.subscribe(link, parts.settings().topology().queue(lane));
            consumers.add(consumer);
        }
        return consumers;
    }

    private void connected(Live opened) {
        lock.lock();
        try {
            live = opened;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        parts.metrics().connected();
        log.atInfo()
                .addKeyValue("broker", broker.address())
                .log("worker consumes the lanes {}", parts.settings().lanes());
    }

    private void awaitEnd() {
        lock.lock();
        try {
            while (end == null && !stopping) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void tearDown(Live old) {
        lock.lock();
        try {
            if (stopping) {
                return; // the worker still acks over this link; close() ends it
            }
            live = null;
            trouble = String.valueOf(end);
        } finally {
            lock.unlock();
        }
        old.consumers().forEach(LaneConsumer::end);
        parts.metrics().disconnected();
        log.atWarn()
                .addKeyValue("broker", broker.address())
                .log("worker's session ended, building a new one: {}", trouble);
        old.link().close();
    }

    private void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !stopping) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the session that is open, if any; the next one is built at once. */
    void end(String cause) {
        lock.lock();
        try {
            if (end == null) {
                end = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void noteTrouble(String words) {
        lock.lock();
        try {
            trouble = words;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping || Thread.currentThread().isInterrupted();
        } finally {
            lock.unlock();
        }
    }

    Optional<Live> live() {
        lock.lock();
        try {
            return Optional.ofNullable(live);
        } finally {
            lock.unlock();
        }
    }

    boolean isLive(Live one) {
        lock.lock();
        try {
            return live == one && !stopping;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all lanes are consumed; answers what is in the way when that takes longer than {@code limit}. */
    Optional<String> awaitLive(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            while (live == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return live == null ? Optional.of(trouble) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more deliveries; what is in hand can still be acked. */
    void stopTaking() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        live().ifPresent(current -> current.consumers().forEach(LaneConsumer::stopTaking));
    }

    /** Ends the link: what was not acked goes back to its queues. */
    void close() {
        live().ifPresent(current -> {
            current.consumers().forEach(LaneConsumer::end);
            current.link().close();
        });
        parts.metrics().disconnected();
    }
}
