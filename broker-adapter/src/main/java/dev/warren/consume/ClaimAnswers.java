package dev.warren.consume;

import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.FencedKey;
import dev.warren.job.JobId;
import dev.warren.outcome.AttemptResult;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.outcome.Outcome;
import dev.warren.wire.JobMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The second half of claiming: does with each delivery what the store has answered. Used by the claim stage alone. */
final class ClaimAnswers implements ClaimAnswer.Cases<Candidate> {
    private static final Duration ASK_AGAIN = Duration.ofMillis(20);

    private final int poisonAfter;
    private final Clock clock;
    private final Inbox inbox;
    private final Later later;
    private final InFlight inFlight;
    private final JobMetrics metrics;
    private final Suspects suspects;
    private final SettleOrders settle;

    private List<RunningJob> granted = new ArrayList<>();

    ClaimAnswers(WorkerParts parts, Suspects suspects, SettleOrders settle) {
        this.poisonAfter = parts.settings().poisonAfter();
        this.clock = parts.clock();
        this.inbox = parts.inbox();
        this.later = parts.later();
        this.inFlight = parts.inFlight();
        this.metrics = parts.metrics();
        this.suspects = suspects;
        this.settle = settle;
    }

    /** Takes what has been granted since the last time, to be run. */
    List<RunningJob> takeGranted() {
        List<RunningJob> taken = granted;
        granted = new ArrayList<>();
        return taken;
    }

    @Override
    public void granted(Candidate candidate, ClaimAnswer.Granted answer) {
        granted.add(claimed(candidate, answer.fence(), RunningJob.Trial.NONE));
    }

    @Override
    public void suspect(Candidate candidate, ClaimAnswer.Suspect answer) {
        boolean last = answer.crashes() + 1 >= poisonAfter;
        suspects.add(
                claimed(candidate, answer.fence(), last ? RunningJob.Trial.LAST_CHANCE : RunningJob.Trial.SUSPECT));
    }

    @Override
    public void poisoned(Candidate candidate, ClaimAnswer.Poisoned answer) {
        settle.ended(
                claimed(candidate, answer.fence(), RunningJob.Trial.NONE),
                new AttemptResult.Poisoned(answer.crashes()));
    }

    private RunningJob claimed(Candidate candidate, long fence, RunningJob.Trial trial) {
        RunningJob job = new RunningJob(
                candidate.job(),
                candidate.handled(),
                new FencedKey(candidate.key(), fence),
                trial,
                candidate.delivery());
        inFlight.add(job);
        return job;
    }

    @Override
    public void keyConflict(Candidate candidate, ClaimAnswer.KeyConflict answer) {
        JobMessage job = candidate.job();
        String sentence = "the idempotency key " + candidate.key().key() + " of job type " + job.type()
                + " belongs to job " + answer.first() + " with another payload; publish it under a key of its own";
        Decision.Dead decision = new Decision.Dead(
                DeadReason.KEY_CONFLICT, Failure.sentence("key-conflict", sentence), job.attempt(), clock.instant());
        settle.deadBeforeClaim(candidate.delivery(), job, decision, JobEvent.KEY_CONFLICT, sentence);
    }

    @Override
    public void finish(Candidate candidate, ClaimAnswer.Finish answer) {
        settle.finish(claimed(candidate, answer.fence(), RunningJob.Trial.NONE), answer.decided());
    }

    @Override
    public void completed(Candidate candidate, ClaimAnswer.Completed answer) {
        Answer again = Answer.of(candidate.job(), answer);
        drop(candidate, JobEvent.DUPLICATE, Outcome.DUPLICATE, "the job is done already", Optional.of(again));
    }

    @Override
    public void runningHere(Candidate candidate) {
        if (!inFlight.join(candidate.key(), candidate.delivery())) {
            askAgainSoon(candidate.delivery());
        } else if (candidate.delivery().redelivery() == Redelivery.FIRST) {
            metrics.processed(
                    candidate.job().type().value(),
                    candidate.delivery().source().lane(),
                    Outcome.DUPLICATE);
        }
    }

    @Override
    public void held(Candidate candidate, ClaimAnswer.Held answer) {
        Duration delay = HoldTime.of(candidate.job(), answer.rest());
        settle.defer(candidate.delivery(), candidate.job(), delay, "another worker has it");
    }

    @Override
    public void skipped(Candidate candidate, ClaimAnswer.Skipped answer) {
        Answer cancelled = Answer.of(candidate.job(), Answer.Status.CANCELLED);
        drop(candidate, JobEvent.SKIPPED, Outcome.SKIPPED, hasItsKey(answer.holder()), Optional.of(cancelled));
    }

    @Override
    public void locked(Candidate candidate, ClaimAnswer.Locked answer) {
        Duration delay = HoldTime.of(candidate.job(), answer.rest());
        settle.defer(candidate.delivery(), candidate.job(), delay, hasItsKey(answer.holder()));
    }

    private static String hasItsKey(JobId holder) {
        return "job " + holder + " has its unique key";
    }

    @Override
    public void dropped(Candidate candidate, Dropped answer) {
        switch (answer.why()) {
            case STALE ->
                drop(candidate, JobEvent.STALE, Outcome.STALE, "it belongs to a run that is over", Optional.empty());
            case CANCELLED -> drop(candidate, JobEvent.CANCELLED, Outcome.CANCELLED, Answer.Status.CANCELLED);
            case EXPIRED -> drop(candidate, JobEvent.EXPIRED, Outcome.EXPIRED, Answer.Status.EXPIRED);
            case DEAD -> drop(candidate, JobEvent.RESENT_WHEN_DEAD, Outcome.DUPLICATE, Answer.Status.DEAD);
        }
    }

    private void drop(Candidate candidate, JobEvent event, Outcome outcome, Answer.Status end) {
        drop(candidate, event, outcome, "", Optional.of(Answer.of(candidate.job(), end)));
    }

    private void drop(Candidate candidate, JobEvent event, Outcome outcome, String why, Optional<Answer> answer) {
        settle.drop(candidate.delivery(), candidate.job(), event, outcome, why, answer);
    }

    /** It was settled a moment ago, or is being finished here for a worker that is gone; the next answer says how that ended. */
    private void askAgainSoon(Delivery delivery) {
        later.after(ASK_AGAIN, () -> inbox.put(delivery));
    }
}
