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
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
            return failed(pending, noRoom(pending));
        }
        lock.lock();
        try {
            if (closing) {
                room.release();
                return failed(
                        pending,
                        new PublishFailed.NotSent(
                                pending.describe() + " was not sent: this publisher is closed", null));
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

    private CompletableFuture<Void> failed(Pending pending, PublishFailed failure) {
        metrics.failed(failure);
        pending.done().completeExceptionally(failure);
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
        if (Thread.currentThread().isInterrupted()) {
            return new PublishFailed.NotSent(
                    pending.describe() + " was not sent: its thread was interrupted while it waited for room", null);
        }
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
            // A link that carried nothing counts as a failure too: a publication that the broker answers by closing the
            // channel (no
            // such exchange, no right to it) would otherwise be sent again without a pause.
            failures = writeOnce() == Yield.SOMETHING ? 0 : failures + 1;
            if (failures > 0) {
                pause(settings.reconnect()
                        .before(failures + 1, ThreadLocalRandom.current().nextDouble()));
            }
        }
    }

    /** What came of one attempt to have a link. */
    private enum Yield {
        NOTHING,
        SOMETHING
    }

    private Yield writeOnce() {
        Optional<Link> opened = open();
        if (opened.isEmpty()) {
            return Yield.NOTHING;
        }
        writeTo(opened.get());
        abandon(opened.get());
        return opened.get().answered ? Yield.SOMETHING : Yield.NOTHING;
    }

    private boolean isOver() {
        lock.lock();
        try {
            return closing && underWay.stream().allMatch(Pending::isSettled);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Link> open() {
        Link link = new Link();
        try {
            link.opened = broker.openPublishLink(link);
            linkCheck.check(link.opened);
        } catch (RuntimeException e) { // whatever it is, publishing must not end with it
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
            while (left > 0 && !(closing && underWay.isEmpty())) {
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
        private volatile boolean answered;
        private volatile Optional<String> blockedBy = Optional.empty();

        /** The next publication to write; empty when the link is dead or the sender is done. */
        Optional<Pending> next() {
            lock.lock();
            try {
                while (!dead && !(closing && underWay.isEmpty())) {
                    Pending pending = blockedBy.isPresent() ? null : unwritten.pollFirst();
                    if (pending == null) {
                        changed.await();
                    } else if (pending.startWriting()) {
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
            try {
                link.publish(pending.publication());
            } catch (IllegalArgumentException e) {
                failUnwritable(pending, e);
                throw new BrokerException("a publication could not be written, which ends the link", e);
            }
        }

        /** It would fail on every link, and everything behind it with it, so it is not tried again. */
        private void failUnwritable(Pending pending, IllegalArgumentException e) {
            if (pending.settle() != Pending.Stage.SETTLED) {
                PublishFailed failure = new PublishFailed.NotSent(
                        pending.describe() + " can't be sent; change its headers or texts (" + e.getMessage() + ")", e);
                completeLater(() -> complete(pending, failure));
            }
        }

        @Override
        public void confirmed(Numbers numbers) {
            answered = true;
            List<Pending> confirmed = tracker.answered(numbers);
            completeLater(() -> confirmed.forEach(ConfirmedSender.this::confirm));
        }

        @Override
        public void refused(Numbers numbers) {
            answered = true;
            List<Pending> refused = tracker.answered(numbers);
            completeLater(() -> refused.forEach(ConfirmedSender.this::refuse));
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

    private void completeLater(Runnable completion) {
        try {
            completions.execute(completion);
        } catch (RejectedExecutionException e) {
            log.debug("the broker answered after this publisher was closed; its callers have been told");
        }
    }

    private void confirm(Pending pending) {
        Optional<String> returned = pending.returnReason();
        if (returned.isPresent()) {
            comeBack(pending, returned.get());
        } else if (pending.settle() != Pending.Stage.SETTLED) {
            metrics.confirmed(System.nanoTime() - pending.startNanos());
            room.release();
            pending.done().complete(null);
        }
    }

    private void comeBack(Pending pending, String reason) {
        String what = pending.describe() + " came back (" + reason + "): no queue is bound for it";
        fail(
                pending,
                pending.wasWrittenBefore()
                        ? unknownAfterAll(what)
                        : new PublishFailed.Returned(what + ". Declare the topology, then enqueue again"));
    }

    private void refuse(Pending pending) {
        String what = pending.describe() + " was refused by the broker (a queue is full or its leader is gone)";
        fail(
                pending,
                pending.wasWrittenBefore()
                        ? unknownAfterAll(what)
                        : new PublishFailed.Refused(what + "; it is not enqueued"));
    }

    private static PublishFailed unknownAfterAll(String what) {
        return new PublishFailed.Unknown(what
                + ". It was sent before, over a connection that broke, and may be enqueued from there: enqueue it again with the same"
                + " id to be sure");
    }

    private void fail(Pending pending, PublishFailed failure) {
        if (pending.settle() != Pending.Stage.SETTLED) {
            complete(pending, failure);
        }
    }

    private void complete(Pending pending, PublishFailed failure) {
        metrics.failed(failure);
        room.release();
        pending.done().completeExceptionally(failure);
    }

    private void watchDeadlines() {
        while (!Thread.currentThread().isInterrupted()) {
            if (settleOverdue(System.nanoTime())) {
                forgetSettled();
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

    /** Sweeps out what is done and fails what is overdue; answers whether anything was. */
    private boolean settleOverdue(long now) {
        boolean any = false;
        for (Iterator<Pending> each = underWay.iterator(); each.hasNext(); ) {
            Pending pending = each.next();
            if (!pending.isSettled()
                    && now - pending.startNanos() >= settings.confirmWithin().toNanos()) {
                failUnanswered(pending, "within " + settings.confirmWithin() + " (" + state() + ")");
                any = true;
            }
            if (pending.isSettled()) {
                each.remove();
            }
        }
        return any;
    }

    /** The stage is asked and closed in one step, so that the writer can't send what is reported as never sent. */
    private void failUnanswered(Pending pending, String when) {
        PublishFailed failure = switch (pending.settle()) {
            case WAITING -> new PublishFailed.NotSent(pending.describe() + " was not sent " + when, null);
            case WRITTEN ->
                new PublishFailed.Unknown(pending.describe() + " got no confirm " + when
                        + "; it may be enqueued: enqueue it again with the same id to be sure");
            case SETTLED -> null;
        };
        if (failure != null) {
            completeLater(() -> complete(pending, failure));
        }
    }

    /** While the broker is away or does not answer, what has passed its deadline would pile up. */
    private void forgetSettled() {
        lock.lock();
        try {
            unwritten.removeIf(Pending::isSettled);
            if (current != null) {
                current.tracker.forgetSettled();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, waits for what is under way until its deadlines, and ends the link. Idempotent. */
    @Override
    public void close() {
        close(settings.confirmWithin().plusSeconds(5));
    }

    /** The same, waiting no longer than {@code limit}; what is unanswered then fails as after a deadline. */
    public void close(Duration limit) {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            long end = System.nanoTime() + limit.toNanos();
            deadlines.join(Math.max(1, limit.toMillis()));
            writer.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt();
        deadlines.interrupt();
        // Nothing is left here unless the limit was short or this thread interrupted; nobody may wait for ever for what
        // is.
        underWay.forEach(pending -> failUnanswered(pending, "before this publisher was closed"));
        completions.shutdown();
        awaitCompletions();
    }

    private void awaitCompletions() {
        try {
            if (!completions.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("code that follows an enqueue still runs, 5 s after its publisher was closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
