package dev.warren.consume;

import dev.warren.broker.Publication;
import dev.warren.consume.SettleWork.FollowUp;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Standing;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Outcome;
import dev.warren.turns.Turns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The third stage, in this order: record what was decided, publish what follows and wait for the confirm, mark the job settled, ack. Any
 * other order loses a job or ends it twice after a crash in between; {@code docs/settling.md} tells how. Everything is done in batches
 * of what waits. A turn is one batch; confirms come back as further work, so none is waited for.
 */
final class SettleStage implements Turns {
    private static final Logger log = LoggerFactory.getLogger(SettleStage.class);

    /** How long a gap in front of finished deliveries may stay open when nothing else is to be done. */
    private static final Duration GAP_PATIENCE = Duration.ofMillis(1);

    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
    private static final Duration PUBLISH_PAUSE = Duration.ofSeconds(1);
    private static final Duration FENCED_DELAY = Duration.ofSeconds(1);

    private final SettleOrders orders;
    private final IdempotencyStore store;
    private final Outbox outbox;
    private final FollowUps followUps;
    private final Clock clock;
    private final DoubleSupplier random;
    private final InFlight inFlight;
    private final JobMetrics metrics;
    private final StoreHealth health;
    private final Later later;
    private final Replies replies;
    private final ProgressReports progress;
    private final Pause storePause;
    private final Pause gapPause;

    /** What was taken and is not done yet: empty between turns, unless the store failed. */
    private final SettleWork.Batch batch = new SettleWork.Batch();

    /** Consumers with finished deliveries that may not all be acked yet. */
    private final Set<LaneConsumer> toFlush = new LinkedHashSet<>();

    /** Whether there are such consumers, for other threads to see. */
    private volatile boolean held;

    SettleStage(WorkerParts parts, SettleOrders orders, Outbox outbox, Replies replies) {
        this.orders = orders;
        this.store = parts.store();
        this.outbox = outbox;
        this.followUps = parts.followUps();
        this.clock = parts.clock();
        this.random = parts.random();
        this.inFlight = parts.inFlight();
        this.metrics = parts.metrics();
        this.health = parts.storeHealth();
        this.later = parts.later();
        this.replies = replies;
        this.progress = new ProgressReports(parts);
        this.storePause = new Pause(parts.nanos());
        this.gapPause = new Pause(parts.nanos());
    }

    /** Whether nothing is to be settled any more. */
    boolean isSettled() {
        return orders.areCarriedOut() && !held;
    }

    @Override
    public void onNews(Runnable wake) {
        orders.onNews(wake);
    }

    @Override
    public Duration turn() {
        Duration pause = storePause.left();
        if (!pause.isZero()) {
            return pause;
        }
        if (batch.isEmpty()) {
            orders.takeAll().forEach(work -> work.addTo(batch));
        }
        if (batch.isEmpty()) {
            return closeGaps();
        }
        if (!settle()) {
            storePause.begin(STORE_PAUSE);
            return STORE_PAUSE;
        }
        gapPause.begin(GAP_PATIENCE);
        if (!orders.isEmpty()) {
            return Duration.ZERO; // a turn that had something left of an earlier one did not look into it
        }
        return toFlush.isEmpty() ? PATIENCE : GAP_PATIENCE;
    }

    private Duration closeGaps() {
        Duration patience = gapPause.left();
        if (!toFlush.isEmpty() && !patience.isZero()) {
            return patience;
        }
        flush(AckTracker.Flush.IDLE);
        return PATIENCE;
    }

    /**
     * Settles the batch, step by step; false when the store failed in one. A store that is down holds the stage up: the batch keeps that
     * step and all that comes after it, and nothing is acked meanwhile.
     */
    private boolean settle() {
        if (!record()) {
            return false;
        }
        publish();
        if (!mark() || !release()) {
            return false;
        }
        dropCancelled();
        ack();
        return true;
    }

    /** Step 1: decisions go into the store before anything is done about them. */
    private boolean record() {
        if (batch.ended.isEmpty()) {
            return true;
        }
        if (batch.settlements.isEmpty()) {
            progress.last(batch.ended.stream().map(SettleWork.Ended::job).toList());
            batch.settlements = decide(batch.ended);
        }
        List<Settlement> settlements = batch.settlements;
        Optional<List<Standing>> standings = askStore(() -> store.decide(settlements));
        if (standings.isEmpty()) {
            return false;
        }
        for (int i = 0; i < settlements.size(); i++) {
            RunningJob job = batch.ended.get(i).job();
            switch (standings.get().get(i)) {
                case RECORDED -> carryOut(job, settlements.get(i).decided());
                case FENCED -> handOver(job);
            }
        }
        batch.ended.clear();
        batch.settlements = List.of();
        return true;
    }

    private List<Settlement> decide(List<SettleWork.Ended> ended) {
        Instant now = clock.instant();
        List<Settlement> settlements = new ArrayList<>(ended.size());
        for (SettleWork.Ended each : ended) {
            settlements.add(decide(each, now));
        }
        return settlements;
    }

    private Settlement decide(SettleWork.Ended ended, Instant now) {
        RunningJob job = ended.job();
        Decision decision = ended.result().decide(job.attempt(), now, random.getAsDouble());
        return new Settlement(job.claim(), new Decided(decision, followUps.of(decision, job.message(), job.lane())));
    }

    private void carryOut(RunningJob job, Decided decided) {
        JobLog.decided(job, decided.decision());
        metrics.processed(
                job.message().type().value(), job.lane(), decided.decision().outcome());
        Optional<Publication> follows = decided.follows();
        if (follows.isEmpty()) {
            finished(inFlight.settle(job), () -> Answer.of(job.message(), decided.decision()));
            orders.carriedOut(1);
        } else {
            batch.toPublish.add(FollowUp.of(
                    job,
                    inFlight,
                    "a " + decided.decision().outcome().label(),
                    follows.get(),
                    Optional.of(job.claim()),
                    Answer.of(job.message(), decided.decision())));
        }
    }

    /**
     * The claim has passed on. Nothing is published for the attempt, but its message must not be acked either: the new holder may have
     * lost its own. So it goes round the ladder and asks again.
     */
    private void handOver(RunningJob job) {
        if (job.isCancelled()) {
            batch.cancelled.add(job);
            return;
        }
        JobLog.fenced(job, FENCED_DELAY);
        metrics.fenced();
        Publication again = followUps.deferral(job.message(), job.lane(), FENCED_DELAY, clock.instant());
        batch.toPublish.add(
                FollowUp.of(job, inFlight, "a fenced job's message", again, Optional.empty(), Optional.empty()));
    }

    /** Step 2: what follows is published; the confirm comes back as work. */
    private void publish() {
        batch.toPublish.forEach(this::publish);
        batch.toPublish.clear();
    }

    private void publish(FollowUp followUp) {
        outbox.send(followUp.publication()).whenComplete((confirmed, failure) -> published(followUp, failure));
    }

    private void published(FollowUp followUp, @Nullable Throwable failure) {
        if (failure == null) {
            orders.goOn(new SettleWork.Confirmed(followUp));
            return;
        }
        JobLog.notPublished(
                followUp.jobId(),
                followUp.lane(),
                followUp.what(),
                String.valueOf(failure.getMessage()),
                PUBLISH_PAUSE);
        later.after(PUBLISH_PAUSE, () -> orders.goOn(new SettleWork.Publish(followUp)));
    }

    /** Steps 3 and 4: mark, then ack. */
    private boolean mark() {
        List<FencedKey> marks = batch.confirmed.stream()
                .map(FollowUp::mark)
                .flatMap(Optional::stream)
                .toList();
        if (!marks.isEmpty() && !tellStore(() -> store.mark(marks))) {
            return false;
        }
        batch.confirmed.forEach(followUp -> finished(followUp.deliveries().get(), followUp::answer));
        orders.carriedOut(batch.confirmed.size());
        batch.confirmed.clear();
        return true;
    }

    private boolean release() {
        for (List<RunningJob> next = batch.toRelease.peek(); next != null; next = batch.toRelease.peek()) {
            if (!release(next)) {
                return false;
            }
            batch.toRelease.remove();
        }
        return true;
    }

    private boolean release(List<RunningJob> jobs) {
        List<FencedKey> claims = jobs.stream().map(RunningJob::claim).toList();
        if (!tellStore(() -> store.release(claims))) {
            return false;
        }
        for (RunningJob job : jobs) {
            JobLog.handedBack(job);
            inFlight.settle(job).forEach(delivery -> delivery.source().giveBack(delivery));
        }
        orders.carriedOut(1);
        return true;
    }

    /** The store has said that they are cancelled, which is for good: their messages need not ask again. */
    private void dropCancelled() {
        for (RunningJob job : batch.cancelled) {
            JobLog.cancelledInHand(job);
            metrics.processed(job.message().type().value(), job.lane(), Outcome.CANCELLED);
            finished(inFlight.settle(job), () -> Optional.of(Answer.of(job.message(), Answer.Status.CANCELLED)));
        }
        orders.carriedOut(batch.cancelled.size());
        batch.cancelled.clear();
    }

    private void ack() {
        batch.toAck.forEach(ack -> finished(List.of(ack.delivery()), ack::answer));
        orders.carriedOut(batch.toAck.size());
        batch.toAck.clear();
        flush(AckTracker.Flush.BUSY);
    }

    /** Deliveries that need nothing more; their senders are told the end, if it is one. */
    private void finished(List<Delivery> deliveries, Supplier<Optional<Answer>> answer) {
        deliveries.forEach(this::finished);
        replies.send(deliveries, answer);
    }

    private void finished(Delivery delivery) {
        held = true;
        delivery.source().finished(delivery);
        toFlush.add(delivery.source());
    }

    private void flush(AckTracker.Flush flush) {
        toFlush.forEach(consumer -> consumer.flush(flush));
        if (flush == AckTracker.Flush.IDLE) {
            toFlush.clear();
            held = false;
        }
    }

    private boolean tellStore(Runnable news) {
        return askStore(() -> {
                    news.run();
                    return news;
                })
                .isPresent();
    }

    /** The store's answer; empty when it failed, and must be asked the same again. */
    private <T> Optional<T> askStore(Supplier<T> question) {
        try {
            T answer = question.get();
            health.answered();
            return Optional.of(answer);
        } catch (RuntimeException e) { // a StoreException, or a defect of the store: the same to the jobs in hand
            health.failed(e);
            return Optional.empty();
        }
    }
}
