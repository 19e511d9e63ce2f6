package dev.warren.consume;

import dev.warren.consume.Handlers.Handled;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.Progress;
import dev.warren.outcome.Attempt;
import dev.warren.topology.LaneName;
import dev.warren.wire.JobMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A job this worker has claimed, from the claim until it is settled. Deliveries of the same job join it and are acked with it. */
final class RunningJob {
    private final JobMessage message;
    private final Handled<?> handled;
    private final LaneName lane;
    private final FencedKey claim;
    private final Trial trial;
    private final List<Delivery> deliveries = new ArrayList<>(1);
    private boolean settled;
    private @Nullable Thread handler;
    private boolean interrupted;
    private volatile boolean cancelled;
    private volatile boolean over;
    private Duration rest = Duration.ZERO; // the slot's alone

    /** How far its handler says it is, unless the store was told. */
    private final AtomicReference<@Nullable Progress> progress = new AtomicReference<>();

    /** Whether the job may have brought a worker down. */
    enum Trial {
        /** It is above suspicion. */
        NONE,
        /** It may have. */
        SUSPECT,
        /** It may have, and with one crash more it is poison. */
        LAST_CHANCE
    }

    RunningJob(JobMessage message, Handled<?> handled, FencedKey claim, Trial trial, Delivery first) {
        this.message = message;
        this.handled = handled;
        this.lane = first.source().lane();
        this.claim = claim;
        this.trial = trial;
        deliveries.add(first);
    }

    JobMessage message() {
        return message;
    }

    Handled<?> handled() {
        return handled;
    }

    LaneName lane() {
        return lane;
    }

    FencedKey claim() {
        return claim;
    }

    Trial trial() {
        return trial;
    }

    /** Begins its run on this thread; false when it must not run here any more. */
    synchronized boolean begin() {
        handler = Thread.currentThread();
        return !interrupted;
    }

    /** Ends its run. An interrupt that came too late was meant for this job, and must not hit the next. */
    synchronized void end() {
        handler = null;
        over = true;
        boolean unused = Thread.interrupted();
    }

    /** Whether it has run, or will not. */
    boolean isOver() {
        return over;
    }

    /** Interrupts its handler, or keeps it from starting: how it ends from here on says nothing about the job. */
    synchronized void interrupt() {
        interrupted = true;
        if (handler != null) {
            handler.interrupt();
        }
    }

    /** Interrupts it because it was cancelled: how it ends is of no account at all. */
    void cancel() {
        cancelled = true;
        interrupt();
    }

    /** Notes how far its handler is. */
    void progress(Progress latest) {
        progress.set(latest);
    }

    boolean hasNewProgress() {
        return progress.get() != null;
    }

    /** What the store is to be told; empty when it knows. */
    Optional<Progress> takeProgress() {
        return Optional.ofNullable(progress.getAndSet(null));
    }

    /** Takes back what the store was not told, unless the handler has said more since. */
    void putBack(Progress untold) {
        progress.compareAndSet(null, untold);
    }

    boolean isCancelled() {
        return cancelled;
    }

    synchronized boolean isInterrupted() {
        return interrupted;
    }

    /** Whether its handler has called {@code System.exit}: it waits there for all shutdown hooks, and never comes back. */
    synchronized boolean isEndingTheProcess() {
        return handler != null
                && Arrays.stream(handler.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    /** Has it wait this long before it is handed back, so that it does not go round and round while what it needs is down. */
    void restBeforeItGoesBack(Duration time) {
        rest = time;
    }

    Duration rest() {
        return rest;
    }

    int maxAttempts() {
        return message.maxAttempts().orElse(handled.type().retryPolicy().maxAttempts());
    }

    /** What the decision on this attempt depends on. */
    Attempt attempt() {
        return new Attempt(
                message.coordinates(),
                message.attempt(),
                maxAttempts(),
                message.enqueuedAt(),
                handled.type().retryPolicy());
    }

    /** Adds a delivery of the same job; false when the job was settled a moment ago. */
    synchronized boolean join(Delivery delivery) {
        return !settled && deliveries.add(delivery);
    }

    /** Ends joining and answers all deliveries. */
    synchronized List<Delivery> settle() {
        settled = true;
        return List.copyOf(deliveries);
    }
}
