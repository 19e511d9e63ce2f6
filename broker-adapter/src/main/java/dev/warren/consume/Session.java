package dev.warren.consume;

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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker consuming: makes sure of the topology, connects, subscribes to every lane, and when any part of that dies tears it all
 * down and builds it anew, with growing pauses. The first connect is retried like any other. A turn opens a link, or ends one.
 */
final class Session implements Turns {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    /** A session that ended sooner counts as a failed attempt, so that one that can't last is not built again and again without a pause. */
    private static final Duration LASTING = Duration.ofSeconds(1);

    private final Broker broker;
    private final WorkerParts parts;
    private final DoubleSupplier random;
    private final LongSupplier nanos;
    private final Pause reconnectPause;

    /** What the turns have open; {@link #live} is what others see of it. */
    private @Nullable Live current;

    private long openedNanos;
    private int failures;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Live live; // guarded by lock, as all below
    private long number;
    private @Nullable String end;
    private boolean stopping;
    private String trouble = "no connection was tried yet";
    private Runnable wake = () -> {};

    Session(Broker broker, WorkerParts parts) {
        this.broker = broker;
        this.parts = parts;
        this.random = parts.random();
        this.nanos = parts.nanos();
        this.reconnectPause = new Pause(nanos);
    }

    /** An open link with its consumers; the number tells sessions apart. */
    record Live(long number, ConsumeLink link, List<LaneConsumer> consumers) {}

    @Override
    public void onNews(Runnable toWake) {
        lock.lock();
        try {
            wake = toWake;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Duration turn() {
        if (isStopping()) {
            return PATIENCE;
        }
        Live mine = current;
        if (mine == null) {
            Duration pause = reconnectPause.left();
            return pause.isZero() ? connect() : pause;
        }
        return hasEnded() ? disconnect(mine) : PATIENCE;
    }

    private Duration connect() {
        Optional<Live> opened = open();
        if (opened.isEmpty()) {
            failures++;
            return pause();
        }
        current = opened.get();
        openedNanos = nanos.getAsLong();
        return Duration.ZERO; // it may have ended meanwhile
    }

    private Duration disconnect(Live mine) {
        current = null;
        tearDown(mine);
        failures = nanos.getAsLong() - openedNanos < LASTING.toNanos() ? failures + 1 : 0;
        return failures > 0 ? pause() : Duration.ZERO;
    }

    private Duration pause() {
        Duration pause = parts.settings().reconnect().before(failures + 1, random.getAsDouble());
        reconnectPause.begin(pause);
        return pause;
    }

    private Optional<Live> open() {
        long mine = next();
        ConsumeLink link = null;
        try {
            prepareTopology();
            link = broker.openConsumeLink(cause -> end(mine, cause));
            Live opened = new Live(mine, link, subscribe(link, mine));
            if (connected(opened)) {
                return Optional.of(opened);
            }
        } catch (RuntimeException e) { // whatever it is, consuming must not end with it
            noteTrouble(String.valueOf(e.getMessage()));
            log.atWarn()
                    .addKeyValue("broker", broker.address())
                    .log("worker can't consume, trying again: {}", e.getMessage());
        }
        if (link != null) {
            link.close();
        }
        return Optional.empty();
    }

    private long next() {
        lock.lock();
        try {
            end = null;
            return ++number;
        } finally {
            lock.unlock();
        }
    }

    private void prepareTopology() {
        switch (parts.settings().topologyMode()) {
            case DECLARE -> broker.declare(parts.settings().topology());
            case VERIFY -> broker.verify(parts.settings().topology());
        }
    }

    private List<LaneConsumer> subscribe(ConsumeLink link, long mine) {
        List<LaneConsumer> consumers = new ArrayList<>();
        for (LaneName lane : parts.settings().lanes()) {
            LaneConsumer consumer = new LaneConsumer(
                    lane, parts.settings().prefetchOfALane(), parts.inbox(), cause -> end(mine, cause));
            consumer.subscribe(link, parts.settings().topology().queue(lane));
            consumers.add(consumer);
        }
        return consumers;
    }

    /** Answers false for a worker that was stopped meanwhile: its link would keep jobs that nobody runs. */
    private boolean connected(Live opened) {
        lock.lock();
        try {
            if (stopping) {
                return false;
            }
            live = opened;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        parts.metrics().connected();
        log.atInfo()
                .addKeyValue("broker", broker.address())
                .log("worker consumes the lanes {}", parts.settings().lanes());
        return true;
    }

    private boolean hasEnded() {
        lock.lock();
        try {
            return end != null;
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

    /** Ends a session, and the next one is built. Words about one that is over come late, and must not end its successor. */
    void end(Live session, String cause) {
        end(session.number(), cause);
    }

    private void end(long session, String cause) {
        lock.lock();
        try {
            if (end == null && session == number) {
                end = cause;
            }
            wake.run();
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
            return stopping;
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

    /** What keeps the lanes from being consumed; empty when they are. */
    Optional<String> trouble() {
        lock.lock();
        try {
            return live == null ? Optional.of(trouble) : Optional.empty();
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
            wake.run();
        } finally {
            lock.unlock();
        }
        live().ifPresent(open -> open.consumers().forEach(LaneConsumer::stopTaking));
    }

    /** Ends the link: what was not acked goes back to its queues. */
    void close() {
        live().ifPresent(open -> {
            open.consumers().forEach(LaneConsumer::end);
            open.link().close();
        });
        parts.metrics().disconnected();
    }
}
