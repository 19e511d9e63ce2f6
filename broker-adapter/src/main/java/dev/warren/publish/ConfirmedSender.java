package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.broker.BrokerException;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.broker.PublishLink.Numbers;
import dev.warren.broker.PublishLink.Returned;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries publications to the broker and tells what became of each: confirmed, returned, refused, never sent, or unknown at the
 * deadline. One thread writes; when the link dies it opens the next, with backoff, and writes again whatever was not confirmed, in
 * order and unchanged, so that a publication can arrive twice but is not lost. Safe for use by several threads.
 */
public final class ConfirmedSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConfirmedSender.class);
    private static final Duration DEADLINE_CHECK = Duration.ofMillis(50);

    private final Broker broker;
    private final SenderSettings settings;
    private final LinkCheck linkCheck;
    private final PublishMetrics metrics;
    private final Semaphore room;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Pending> unwritten = new ArrayDeque<>(); // guarded by lock
    private @Nullable Link current; // guarded by lock
    private boolean closing; // guarded by lock

    /** All that is not done, oldest first, for the deadlines. */
    private final ConcurrentLinkedQueue<Pending> underWay = new ConcurrentLinkedQueue<>();

    private final ExecutorService completions;
    private final Thread writer;
    private final Thread deadlines;
    private volatile String lastTrouble = "no connection was tried yet";

    /** Called with each new link before anything is written to it; throws {@link BrokerException} to refuse it. */
    @FunctionalInterface
    public interface LinkCheck {
        /** Accepts any link. */
        LinkCheck NONE = link -> {};

        /** Looks at the link. */
        void check(PublishLink link);
    }

    /** Starts to connect at once, in the background. */
    public ConfirmedSender(Broker broker, SenderSettings settings, LinkCheck linkCheck, PublishMetrics metrics) {
        this.broker = broker;
        this.settings = settings;
        this.linkCheck = linkCheck;
        this.metrics = metrics;
        this.room = new Semaphore(settings.window());
        this.completions = Executors.newSingleThreadExecutor(task -> daemon(task, "warren-confirms"));
        this.writer = daemon(this::writeUntilClosed, "warren-publish");
        this.deadlines = daemon(this::watchDeadlines, "warren-deadlines");
        writer.start();
        deadlines.start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Sends a publication. Waits for room in the window first, at most {@link SenderSettings#roomWithin}; that is the backpressure.
     *
     * @return done when the broker has confirmed it, else failed with a {@link PublishFailed}; what depends on it runs on a thread of
     *     this sender and must not block
     */
    public CompletableFuture<Void> send(Publication publication) {
        Pending pending = new Pending(publication, System.nanoTime());
        if (!awaitRoom()) {
            pending.done().completeExceptionally(noRoom(pending));
            return pending.done();
        }
        lock.lock();
        try {
            if (closing) {
                room.release();
                pending.done().completeExceptionally(new PublishFailed.NotSent("this publisher is closed", null));
                return pending.done();
            }
            underWay.add(pending);
            unwritten.addLast(pending);
            if (unwritten.size() == 1) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return pending.done();
    }

    private boolean awaitRoom() {
        try {
            return room.tryAcquire(settings.roomWithin().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private PublishFailed noRoom(Pending pending) {
        return new PublishFailed.NotSent(
                pending.describe() + " was not sent: " + settings.window()
                        + " publications waited for their confirms for " + settings.roomWithin() + " (" + state() + ")",
                null);
    }

    private String state() {
        lock.lock();
        try {
            Link link = current;
            if (link == null) {
                return "not connected to " + broker.address() + ": " + lastTrouble;
            }
            return link.blockedBy
                    .map(reason -> "the broker blocks publishing: " + reason)
                    .orElse("connected");
        } finally {
            lock.unlock();
        }
    }

    /** Whether a link to the broker is open. */
    public boolean isConnected() {
        lock.lock();
        try {
            return current != null;
        } finally {
            lock.unlock();
        }
    }

    // The writer: one link after the other.

    private void writeUntilClosed() {
        int failures = 0;
        while (!isOver() && !Thread.currentThread().isInterrupted()) {
            Optional<Link> opened = open();
            if (opened.isEmpty()) {
                failures++;
                pause(settings.reconnect()
                        .before(failures + 1, ThreadLocalRandom.current().nextDouble()));
                continue;
            }
            failures = 0;
            writeTo(opened.get());
            abandon(opened.get());
        }
    }

    private boolean isOver() {
        lock.lock();
        try {
            return closing
                    && underWay.stream().allMatch(pending -> pending.done().isDone());
        } finally {
            lock.unlock();
        }
    }

    private Optional<Link> open() {
        Link link = new Link();
        try {
            link.opened = broker.openPublishLink(link);
            linkCheck.check(link.opened);
        } catch (BrokerException e) {
            lastTrouble = String.valueOf(e.getMessage());
            log.atWarn()
                    .addKeyValue("broker", broker.address())
                    .log("publisher can't connect, trying again: {}", lastTrouble);
            link.closeQuietly();
            return Optional.empty();
        }
        lock.lock();
        try {
            current = link;
        } finally {
            lock.unlock();
        }
        metrics.connected();
        log.atInfo().addKeyValue("broker", broker.address()).log("publisher connected");
        return Optional.of(link);
    }

    private void writeTo(Link link) {
        try {
            for (Optional<Pending> next = link.next(); next.isPresent(); next = link.next()) {
                link.write(next.get());
            }
        } catch (BrokerException e) {
            lastTrouble = String.valueOf(e.getMessage());
        }
    }

    /** What was not confirmed goes back to the head of the line, for the next link. */
    private void abandon(Link link) {
        link.closeQuietly();
        Collection<Pending> unconfirmed = link.tracker.takeAll();
        lock.lock();
        try {
            current = null;
            ArrayDeque<Pending> again = new ArrayDeque<>(unconfirmed);
            while (!again.isEmpty()) {
                unwritten.addFirst(again.removeLast());
            }
        } finally {
            lock.unlock();
        }
        metrics.disconnected();
        if (!isOver()) {
            log.atWarn()
                    .addKeyValue("broker", broker.address())
                    .log(
                            "publisher lost its connection ({}); {} unconfirmed will be sent again",
                            lastTrouble,
                            unconfirmed.size());
        }
    }

    private void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** One link's life: what was written to it and what the broker said. */
    private final class Link implements PublishLink.Listener {
        private final ConfirmTracker tracker = new ConfirmTracker();
        private volatile @Nullable PublishLink opened;
        private boolean dead; // guarded by lock
        private volatile Optional<String> blockedBy = Optional.empty();

        /** The next publication to write; empty when the link is dead or the sender is done. */
        Optional<Pending> next() {
            lock.lock();
            try {
                while (!dead && !(closing && underWay.isEmpty())) {
                    Pending pending = blockedBy.isPresent() ? null : unwritten.pollFirst();
                    if (pending == null) {
                        changed.await();
                    } else if (!pending.done().isDone()) {
                        return Optional.of(pending);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                lock.unlock();
            }
            return Optional.empty();
        }

        void write(Pending pending) {
            PublishLink link = opened;
            if (link == null) {
                throw new IllegalStateException("written to before it was open");
            }
            // Noted before it is written: the confirm may come before publish() returns.
            tracker.sent(link.nextNumber(), pending);
            pending.noteWritten();
            link.publish(pending.publication());
        }

        @Override
        public void confirmed(Numbers numbers) {
            List<Pending> answered = tracker.answered(numbers);
            completions.execute(() -> answered.forEach(ConfirmedSender.this::confirm));
        }

        @Override
        public void refused(Numbers numbers) {
            List<Pending> answered = tracker.answered(numbers);
            completions.execute(
                    () -> answered.forEach(
                            pending -> fail(
                                    pending,
                                    new PublishFailed.Refused(
                                            pending.describe()
                                                    + " was refused by the broker (a queue is full or its leader is gone); it is not enqueued"))));
        }

        @Override
        public void returned(Returned returned) {
            tracker.returned(returned);
        }

        @Override
        public void blocked(String reason) {
            log.atWarn().addKeyValue("broker", broker.address()).log("the broker blocks publishing: {}", reason);
            block(Optional.of(reason));
        }

        @Override
        public void unblocked() {
            log.atInfo().addKeyValue("broker", broker.address()).log("the broker takes publications again");
            block(Optional.empty());
        }

        private void block(Optional<String> reason) {
            lock.lock();
            try {
                blockedBy = reason;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void closed(String cause) {
            lastTrouble = cause;
            lock.lock();
            try {
                dead = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void closeQuietly() {
            PublishLink link = opened;
            if (link != null) {
                link.close();
            }
        }
    }

    // Completion: on the thread of completions, never on the link's I/O thread.

    private void confirm(Pending pending) {
        Optional<String> returned = pending.returnReason();
        if (returned.isPresent()) {
            fail(
                    pending,
                    new PublishFailed.Returned(pending.describe() + " came back (" + returned.get()
                            + "): no queue is bound for it. Declare the topology, then enqueue again"));
        } else if (pending.done().complete(null)) {
            metrics.confirmed(System.nanoTime() - pending.startNanos());
            finished();
        }
    }

    private void fail(Pending pending, PublishFailed failure) {
        if (pending.done().completeExceptionally(failure)) {
            metrics.failed(failure);
            finished();
        }
    }

    private void finished() {
        room.release();
    }

    private void watchDeadlines() {
        while (!Thread.currentThread().isInterrupted()) {
            long now = System.nanoTime();
            for (Pending oldest = underWay.peek(); oldest != null && isSettled(oldest, now); oldest = underWay.peek()) {
                underWay.remove();
            }
            pauseForDeadlines();
        }
    }

    private void pauseForDeadlines() {
        lock.lock();
        try {
            if (closing && underWay.isEmpty()) {
                changed.signalAll();
                Thread.currentThread().interrupt();
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            TimeUnit.NANOSECONDS.sleep(DEADLINE_CHECK.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a publication is done, for which its deadline may have to see. All have the same time, so the oldest is due first. */
    private boolean isSettled(Pending pending, long now) {
        if (!pending.done().isDone()
                && now - pending.startNanos() >= settings.confirmWithin().toNanos()) {
            PublishFailed failure = pending.wasWritten()
                    ? new PublishFailed.Unknown(pending.describe() + " got no confirm within "
                            + settings.confirmWithin()
                            + "; it may be enqueued: enqueue it again with the same id to be sure (" + state() + ")")
                    : new PublishFailed.NotSent(
                            pending.describe() + " was not sent within " + settings.confirmWithin() + " (" + state()
                                    + ")",
                            null);
            completions.execute(() -> fail(pending, failure));
            return true;
        }
        return pending.done().isDone();
    }

    /** Takes no more, waits for what is under way until its deadlines, and ends the link. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            long most = settings.confirmWithin().toMillis() + 5_000;
            deadlines.join(most);
            writer.join(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt();
        deadlines.interrupt();
        completions.shutdown();
    }
}
