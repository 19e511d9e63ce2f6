package dev.warren.consume;

import dev.warren.consume.Handlers.Handled;
import dev.warren.idempotency.FencedKey;
import dev.warren.outcome.Attempt;
import dev.warren.topology.LaneName;
import dev.warren.wire.JobMessage;
import java.util.ArrayList;
import java.util.List;

/** A job this worker has claimed, from the claim until it is settled. Deliveries of the same job join it and are acked with it. */
final class RunningJob {
    private final JobMessage message;
    private final Handled<?> handled;
    private final LaneName lane;
    private final FencedKey claim;
    private final Trial trial;
    private final List<Delivery> deliveries = new ArrayList<>(1);
    private boolean settled;
    private volatile boolean over;
    private volatile boolean interrupted;

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

    /** Notes that its handler has ended, or will not be called. */
    void over() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** Notes that the worker interrupts its handler: how that ends now says nothing about the job. */
    void interrupt() {
        interrupted = true;
    }

    boolean isInterrupted() {
        return interrupted;
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
