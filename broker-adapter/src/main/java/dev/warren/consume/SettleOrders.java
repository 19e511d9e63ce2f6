package dev.warren.consume;

import dev.warren.broker.Publication;
import dev.warren.consume.SettleWork.FollowUp;
import dev.warren.idempotency.Decided;
import dev.warren.outcome.AttemptResult;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Outcome;
import dev.warren.topology.LaneName;
import dev.warren.wire.JobMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the other stages ask of the settle stage, which carries it out in its next turn. Safe for use by several threads; none of it waits.
 */
final class SettleOrders {
    private final FollowUps followUps;
    private final Handlers handlers;
    private final Clock clock;
    private final InFlight inFlight;
    private final JobMetrics metrics;
    private final Later later;
    private final Mailbox<SettleWork> mailbox = new Mailbox<>();

    /** How much of what was asked for is not carried out yet. */
    private final AtomicInteger underWay = new AtomicInteger();

    SettleOrders(WorkerParts parts) {
        this.followUps = parts.followUps();
        this.handlers = parts.settings().handlers();
        this.clock = parts.clock();
        this.inFlight = parts.inFlight();
        this.metrics = parts.metrics();
        this.later = parts.later();
    }

    // For the other stages.

    private void ask(SettleWork work) {
        underWay.incrementAndGet();
        mailbox.put(work);
    }

    /** A handler has ended. */
    void ended(RunningJob job, AttemptResult result) {
        ask(new SettleWork.Ended(job, result));
    }

    /** Jobs that were claimed and will not be run here: first their claims are given up, then their deliveries
     * go back to the queue. */
    void handBack(List<RunningJob> jobs) {
        if (!jobs.isEmpty()) {
            ask(new SettleWork.Release(jobs));
        }
    }

    /** A job in hand was cancelled, which the store has said; its handler is not at work any more. */
    void cancelled(RunningJob job) {
        ask(new SettleWork.Cancelled(job));
    }

    /** The same for one, when {@code rest} is over; it stays in hand until then. */
    void handBack(RunningJob job, Duration rest) {
        if (rest.isZero()) {
            handBack(List.of(job));
        } else {
            underWay.incrementAndGet();
            later.after(rest, () -> mailbox.put(new SettleWork.Release(List.of(job))));
        }
    }

    /** Carries out what a worker that is gone has decided. */
    void finish(RunningJob job, Decided decided) {
        Publication follows = decided.follows()
                .orElseThrow(() -> new IllegalStateException(
                        "a decision that needs no publication is final, so nobody has to finish it"));
        ask(new SettleWork.Publish(FollowUp.of(
                job,
                inFlight,
                "what another worker decided",
                follows,
                Optional.of(job.claim()),
                Answer.of(job.message(), decided.decision()))));
    }

    /** Puts a message off that was not claimed. */
    void defer(Delivery delivery, JobMessage job, Duration delay, String why) {
        LaneName lane = delivery.source().lane();
        JobLog.deferred(job, lane, why, delay);
        metrics.processed(typeTag(job), lane, Outcome.DEFERRED);
        Publication later = followUps.deferral(job, lane, delay, clock.instant());
        publishUnclaimed(delivery, job.id().value(), "a deferral", later, Optional.empty());
    }

    /** Gives up on a job that no worker can run. */
    void deadBeforeClaim(Delivery delivery, JobMessage job, Decision.Dead decision, JobEvent event, String sentence) {
        LaneName lane = delivery.source().lane();
        JobLog.deadBeforeClaim(event, job, lane, sentence);
        metrics.processed(typeTag(job), lane, Outcome.DEAD);
        publishUnclaimed(
                delivery,
                job.id().value(),
                "a dead letter",
                followUps.dead(job, lane, decision),
                Answer.of(job, decision));
    }

    /** Gives up on a message that is no job. */
    void malformed(Delivery delivery, String sentence) {
        JobLog.malformed(delivery, sentence);
        metrics.processed(JobMetrics.UNKNOWN_TYPE, delivery.source().lane(), Outcome.DEAD);
        String id = delivery.message().properties().messageId();
        publishUnclaimed(
                delivery,
                id == null ? "(none)" : id,
                "a dead letter",
                followUps.malformed(delivery, sentence, clock.instant()),
                Optional.empty());
    }

    private void publishUnclaimed(
            Delivery delivery, String jobId, String what, Publication publication, Optional<Answer> answer) {
        ask(new SettleWork.Publish(new FollowUp(
                jobId,
                what,
                delivery.source().lane(),
                publication,
                Optional.empty(),
                () -> List.of(delivery),
                answer)));
    }

    /** Acks a delivery of a job that needs nothing more, and answers its sender. */
    void drop(Delivery delivery, JobMessage job, JobEvent event, Outcome outcome, String why, Optional<Answer> answer) {
        LaneName lane = delivery.source().lane();
        JobLog.dropped(event, job, lane, outcome, why);
        metrics.processed(typeTag(job), lane, outcome);
        ask(new SettleWork.Ack(delivery, answer));
    }

    private String typeTag(JobMessage job) {
        return handlers.find(job.type()).isPresent() ? job.type().value() : JobMetrics.UNKNOWN_TYPE;
    }

    // For the settle stage.

    /** Has {@code toWake} called when something is asked for. */
    void onNews(Runnable toWake) {
        mailbox.onFilled(toWake);
    }

    /** Takes all that waits, which may be nothing. */
    List<SettleWork> takeAll() {
        return mailbox.takeAll();
    }

    boolean isEmpty() {
        return mailbox.isEmpty();
    }

    /** A further step of something that was asked for is to be done. */
    void goOn(SettleWork work) {
        mailbox.put(work);
    }

    /** So many of the things asked for are carried out. */
    void carriedOut(int count) {
        underWay.addAndGet(-count);
    }

    /** Whether all is carried out. */
    boolean areCarriedOut() {
        return underWay.get() == 0;
    }
}
