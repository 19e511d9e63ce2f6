package dev.warren.consume;

import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.idempotency.JobKey;
import dev.warren.topology.LaneName;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker consuming: makes sure of the topology, connects, hears whether another worker serves the same lanes from another store,
 * subscribes to every lane, and when any part of that dies tears it all down and builds it anew, with growing pauses. The first connect is
 * retried like any other. A turn opens a link, goes on with it, or ends it.
 */
final class Session implements Turns {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    /** A session that ended sooner counts as a failed attempt, so that one that can't last is not built again and again without a pause. */
    private static final Duration LASTING = Duration.ofSeconds(1);

    private final Broker broker;
    private final WorkerParts parts;
    private final Outbox outbox;
    private final Consumer<JobKey> onCancel;
    private final RecentNames rivals = new RecentNames();
    private final DoubleSupplier random;
    private final LongSupplier nanos;
    private final Pause reconnectPause;

    /** What is open; written by the turns alone. {@link #live} is what others see of it. */
    private volatile @Nullable Joined current;

    private long liveSinceNanos;
    private int failures;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Live live; // guarded by lock, as all below
    private long number;
    private @Nullable String end;
    private boolean stopping;
    private String trouble = "no connection was tried yet";
    private Runnable wake = () -> {};

    /**
     * A session to be opened by its turns.
     *
     * @param onCancel told which jobs are said to be cancelled
     */
    Session(Broker broker, WorkerParts parts, Outbox outbox, Consumer<JobKey> onCancel) {
        this.broker = broker;
        this.parts = parts;
        this.outbox = outbox;
        this.onCancel = onCancel;
        this.random = parts.random();
        this.nanos = parts.nanos();
        this.reconnectPause = new Pause(nanos);
    }

    /** An open link that hears the other workers, and consumes nothing yet or all lanes. */
    private record Joined(long number, ConsumeLink link, ControlRoom room) {}

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
        Joined mine = current;
        if (mine != null) {
            return goOn(mine);
        }
        Duration pause = reconnectPause.left();
        return pause.isZero() ? connect() : pause;
    }

    private Duration connect() {
        Optional<Joined> opened = join();
        if (opened.isEmpty()) {
            failures++;
            return pause();
        }
        Joined mine = opened.get();
        current = mine;
        if (isStopping()) {
            mine.link().close(); // close() may have come too early to see it
            return PATIENCE;
        }
        return goOn(mine);
    }

    private Duration goOn(Joined mine) {
        mine.room().listen().ifPresent(conflict -> end(mine.number(), conflict.sentence()));
        if (hasEnded()) {
            return disconnect(mine);
        }
        if (live().isPresent()) {
            return PATIENCE;
        }
        Duration wait = mine.room().untilAnswered();
        return wait.isZero() ? consume(mine) : wait;
    }

    private Duration consume(Joined mine) {
        try {
            liveSinceNanos = nanos.getAsLong();
            if (!connected(new Live(mine.number(), mine.link(), subscribe(mine.link(), mine.number())))) {
                mine.link().close();
            }
        } catch (RuntimeException e) { // whatever it is, consuming must not end with it
            end(mine.number(), String.valueOf(e.getMessage()));
        }
        return Duration.ZERO; // it may have ended meanwhile
    }

    private Duration disconnect(Joined mine) {
        boolean lasted = live().isPresent() && nanos.getAsLong() - liveSinceNanos >= LASTING.toNanos();
        if (!tearDown(mine)) {
            return PATIENCE;
        }
        current = null;
        failures = lasted ? 0 : failures + 1;
        return lasted ? Duration.ZERO : pause();
    }

    private Duration pause() {
        Duration pause = parts.settings().reconnect().before(failures + 1, random.getAsDouble());
        reconnectPause.begin(pause);
        return pause;
    }

    private Optional<Joined> join() {
        long mine = next();
        ConsumeLink link = null;
        try {
            prepareTopology();
            link = broker.openConsumeLink(cause -> end(mine, cause));
            ControlRoom room = room(mine);
            room.enter(link);
            return Optional.of(new Joined(mine, link, room));
        } catch (RuntimeException e) { // whatever it is, consuming must not end with it
            noteTrouble(String.valueOf(e.getMessage()));
            sayItCanNot(String.valueOf(e.getMessage()));
        }
        if (link != null) {
            link.close();
        }
        return Optional.empty();
    }

    private ControlRoom room(long mine) {
        List<String> lanes =
                parts.settings().lanes().stream().map(LaneName::value).toList();
        Announcement announcement =
                new Announcement(parts.workerId(), mine, parts.store().id(), lanes);
        return new ControlRoom(announcement, parts, outbox, rivals, this::wakeUp, onCancel, cause -> end(mine, cause));
    }

    private void sayItCanNot(String why) {
        log.atWarn().addKeyValue("broker", broker.address()).log("worker can't consume, trying again: {}", why);
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

    /** Answers false when the worker stops: it still acks over this link, and {@link #close} ends it. */
    private boolean tearDown(Joined mine) {
        Live old;
        String why;
        lock.lock();
        try {
            if (stopping) {
                return false;
            }
            old = live;
            live = null;
            why = String.valueOf(end);
            trouble = why;
        } finally {
            lock.unlock();
        }
        if (old == null) {
            sayItCanNot(why);
        } else {
            old.consumers().forEach(LaneConsumer::end);
            parts.metrics().disconnected();
            log.atWarn()
                    .addKeyValue("broker", broker.address())
                    .log("worker's session ended, building a new one: {}", why);
        }
        mine.link().close();
        return true;
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

    private void wakeUp() {
        lock.lock();
        try {
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
        live().ifPresent(open -> open.consumers().forEach(LaneConsumer::end));
        Joined open = current;
        if (open != null) {
            open.link().close();
        }
        parts.metrics().disconnected();
    }
}
