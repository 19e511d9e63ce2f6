package dev.warren.consume;

import dev.warren.broker.Publication;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.outcome.AttemptResult;
import dev.warren.topology.LaneName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the settle stage is asked to do; a round sorts all that waits into a {@link Batch}. */
sealed interface SettleWork {
    /** Adds itself to its kind. */
    void addTo(Batch batch);

    /** A handler has ended. */
    record Ended(RunningJob job, AttemptResult result) implements SettleWork {
        @Override
        public void addTo(Batch batch) {
            batch.ended.add(this);
        }
    }

    /** Something must be published. */
    record Publish(FollowUp followUp) implements SettleWork {
        @Override
        public void addTo(Batch batch) {
            batch.toPublish.add(followUp);
        }
    }

    /** The broker has confirmed what was published. */
    record Confirmed(FollowUp followUp) implements SettleWork {
        @Override
        public void addTo(Batch batch) {
            batch.confirmed.add(followUp);
        }
    }

    /** A delivery needs nothing more, save an answer to who wants one. */
    record Ack(Delivery delivery, Optional<Answer> answer) implements SettleWork {
        @Override
        public void addTo(Batch batch) {
            batch.toAck.add(this);
        }
    }

    /** A job in hand was cancelled, and is not run any more. */
    record Cancelled(RunningJob job) implements SettleWork {
        @Override
        public void addTo(Batch batch) {
            batch.cancelled.add(job);
        }
    }

    /** Claimed jobs will not be run here. */
    record Release(List<RunningJob> jobs) implements SettleWork {
        @Override
        public void addTo(Batch batch) {
            batch.toRelease.add(jobs);
        }
    }

    /** All that waited and is not done yet, by kind. */
    final class Batch {
        final List<Ended> ended = new ArrayList<>();

        /** What was decided on {@link #ended}, one by one; made once, as the store must be told the same when it is asked again. */
        List<Settlement> settlements = List.of();

        final List<FollowUp> toPublish = new ArrayList<>();
        final List<FollowUp> confirmed = new ArrayList<>();
        final List<Ack> toAck = new ArrayList<>();
        final List<RunningJob> cancelled = new ArrayList<>();
        final Deque<List<RunningJob>> toRelease = new ArrayDeque<>();

        boolean isEmpty() {
            return ended.isEmpty()
                    && toPublish.isEmpty()
                    && confirmed.isEmpty()
                    && toAck.isEmpty()
                    && cancelled.isEmpty()
                    && toRelease.isEmpty();
        }
    }

    /**
     * A publication that must be confirmed before its job may be marked and its deliveries acked.
     *
     * @param jobId for the log
     * @param what it is, for the log
     * @param lane where the job came from
     * @param publication what is published
     * @param mark the decision to be marked as settled; empty when no record waits for it
     * @param deliveries what is acked then
     * @param answer what their senders are told then, if it is the job's end
     */
    record FollowUp(
            String jobId,
            String what,
            LaneName lane,
            Publication publication,
            Optional<FencedKey> mark,
            Supplier<List<Delivery>> deliveries,
            Optional<Answer> answer) {
        /** Of a job in hand, which is settled by it. */
        static FollowUp of(
                RunningJob job,
                InFlight inFlight,
                String what,
                Publication publication,
                Optional<FencedKey> mark,
                Optional<Answer> answer) {
            return new FollowUp(
                    job.message().id().value(),
                    what,
                    job.lane(),
                    publication,
                    mark,
                    () -> inFlight.settle(job),
                    answer);
        }
    }
}
