package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.broker.BrokerException;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Carries publications to the broker and tells what became of each: confirmed, returned, refused, never sent, or unknown at the
 * deadline. A publication takes its room in the window here and joins the {@code Line}; the {@code LineWriter} writes it to a
 * {@code TrackedLink}; {@code Answers} completes its future, and the {@code Deadlines} do if nobody else does. When a link dies, whatever
 * was not confirmed is written to the next, in order and unchanged, so that a publication can arrive twice but is not lost. Safe for use by
 * several threads.
 */
public final class ConfirmedSender implements AutoCloseable {
    private final SenderSettings settings;
    private final PublishMetrics metrics;
    private final LongSupplier nanos;
    private final SenderDriver driver;
    private final Semaphore room;
    private final Line line;
    private final LineWriter writer;
    private final Deadlines deadlines;

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
        this(SenderParts.threaded(broker, settings, linkCheck, metrics));
    }

    ConfirmedSender(SenderParts parts) {
        this.settings = parts.settings();
        this.metrics = parts.metrics();
        this.nanos = parts.nanos();
        this.driver = parts.driver();
        this.room = new Semaphore(settings.window());
        this.line = new Line(driver::wakeWriter);
        Answers answers = new Answers(parts, room);
        this.writer = new LineWriter(parts, line, answers);
        this.deadlines = new Deadlines(parts, line, writer, answers);
        driver.start(writer, deadlines);
    }

    /**
     * Sends a publication. Waits for room in the window first, at most {@link SenderSettings#roomWithin}; that is the backpressure.
     *
     * @return done when the broker has confirmed it, else failed with a {@link PublishFailed}; what depends on it runs on a thread of
     *     this sender and must not block
     */
    public CompletableFuture<Void> send(Publication publication) {
        Pending pending = new Pending(publication, nanos.getAsLong());
        return awaitRoom(settings.roomWithin()) ? take(pending) : failed(pending, noRoom(pending));
    }

    /** Sends many. Where one waited for room in vain, those behind it do not wait as well. */
    List<CompletableFuture<Void>> sendAll(List<Publication> publications) {
        List<CompletableFuture<Void>> sent = new ArrayList<>(publications.size());
        Duration patience = settings.roomWithin();
        for (Publication publication : publications) {
            Pending pending = new Pending(publication, nanos.getAsLong());
            if (awaitRoom(patience)) {
                sent.add(take(pending));
            } else {
                sent.add(failed(pending, noRoom(pending)));
                patience = Duration.ZERO;
            }
        }
        return sent;
    }

    private boolean awaitRoom(Duration patience) {
        try {
            return room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private CompletableFuture<Void> take(Pending pending) {
        if (!line.join(pending)) {
            room.release();
            return failed(
                    pending,
                    new PublishFailed.NotSent(pending.describe() + " was not sent: this publisher is closed", null));
        }
        return pending.done();
    }

    private CompletableFuture<Void> failed(Pending pending, PublishFailed failure) {
        metrics.failed(failure);
        pending.done().completeExceptionally(failure);
        return pending.done();
    }

    private PublishFailed noRoom(Pending pending) {
        if (Thread.currentThread().isInterrupted()) {
            return new PublishFailed.NotSent(
                    pending.describe() + " was not sent: its thread was interrupted while it waited for room", null);
        }
        return new PublishFailed.NotSent(
                pending.describe() + " was not sent: " + settings.window()
                        + " publications waited for their confirms for " + settings.roomWithin() + " ("
                        + writer.state() + ")",
                null);
    }

    /** Whether a link to the broker is open. */
    public boolean isConnected() {
        return writer.isConnected();
    }

    /** Takes no more, waits for what is under way until its deadlines, and ends the link. Idempotent. */
    @Override
    public void close() {
        close(settings.confirmWithin().plusSeconds(5));
    }

    /** The same, waiting no longer than {@code limit}; what is unanswered then fails as after a deadline. */
    public void close(Duration limit) {
        line.close();
        driver.drain(limit);
        // Something is left only if the limit was short or this thread interrupted; nobody may wait for it for ever.
        deadlines.failAll();
        driver.end();
    }
}
