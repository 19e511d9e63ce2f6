package dev.warren.consume;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.deadletter.DeadLetters;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.Delayed;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MessageWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What must be published for a decision, and where. */
final class FollowUps {
    private final Topology topology;
    private final DeadLetters deadLetters;

    FollowUps(Topology topology, DeadLetters deadLetters) {
        this.topology = topology;
        this.deadLetters = deadLetters;
    }

    /** What follows from {@code decision} on {@code job}. */
    Optional<Publication> of(Decision decision, JobMessage job, LaneName lane) {
        return decision.match(new ForJob(job, lane));
    }

    /** The same message again, after {@code delay}. */
    Publication deferral(JobMessage job, LaneName lane, Duration delay, Instant now) {
        Instant due = job.dueAt().filter(time -> time.isAfter(now)).orElse(now.plus(delay));
        Message again = MessageWriter.deferred(job, due, now);
        String type = job.type().value();
        if (job.isDueAfter(now)) {
            return Delayed.untilDue(delay, topology, lane, type, again);
        }
        // What is held on the way to a later time has that time still before it.
        Duration left =
                job.delayLeft().filter(time -> time.compareTo(delay) > 0).orElse(delay);
        return Delayed.after(delay, left, topology, lane, type, again);
    }

    Publication dead(JobMessage job, LaneName lane, Decision.Dead decision) {
        return deadLetters.of(job, decision, lane);
    }

    Publication malformed(Delivery delivery, String sentence, Instant now) {
        return deadLetters.ofMalformed(
                delivery.message(), sentence, delivery.source().lane(), now);
    }

    private Publication delayed(JobMessage job, LaneName lane, Message message, Duration delay) {
        return Delayed.after(delay, topology, lane, job.type().value(), message);
    }

    private final class ForJob implements Decision.Cases<Optional<Publication>> {
        private final JobMessage job;
        private final LaneName lane;

        ForJob(JobMessage job, LaneName lane) {
            this.job = job;
            this.lane = lane;
        }

        @Override
        public Optional<Publication> succeed(Decision.Succeed decision) {
            return Optional.empty();
        }

        @Override
        public Optional<Publication> retry(Decision.Retry decision) {
            return Optional.of(delayed(job, lane, MessageWriter.retry(job, decision), decision.delay()));
        }

        @Override
        public Optional<Publication> snooze(Decision.Snooze decision) {
            return Optional.of(delayed(job, lane, MessageWriter.snooze(job, decision), decision.delay()));
        }

        @Override
        public Optional<Publication> dead(Decision.Dead decision) {
            return Optional.of(deadLetters.of(job, decision, lane));
        }
    }
}
