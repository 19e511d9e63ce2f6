package dev.warren.consume;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Standing;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.AttemptResult;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.outcome.Outcome;
import dev.warren.turns.Turns;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.MessageReader;
import dev.warren.wire.Reading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first stage: takes all deliveries that wait, reads them, asks the store for permission to run them in one batch, and hands what is
 * granted to the execute stage. Everything else goes to the settle stage with what is to become of it. A turn is one batch.
 */
final class ClaimStage implements Turns {
    private static final Logger log = LoggerFactory.getLogger(ClaimStage.class);

    private static final int MOST_IN_A_BATCH = 500;
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(30);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN = Duration.ofMillis(20);
    private static final Duration SUSPECT_CHECK = Duration.ofMillis(5);

    private final WorkerSettings settings;
    private final MessageReader reader;
    private final IdempotencyStore store;
    private final LeaseKeeper lease;
    private final Clock clock;
    private final Inbox inbox;
    private final ExecuteStage execute;
    private final SettleStage settle;
    private final InFlight inFlight;
    private final JobMetrics metrics;
    private final Set<JobTypeName> warnedWithoutId = ConcurrentHashMap.newKeySet();
    private final Later later;
    private final Answers answers = new Answers();

    private final Pause storePause;

    private final Suspects suspects = new Suspects();
    private final StoreHealth health;

    /** Deliveries whose key another one of the same batch has; they are read with the next. */
    private final List<Delivery> nextRound = new ArrayList<>();

    /** The batch that asks for permission; the store has not answered yet. */
    private List<Candidate> asking = List.of();

    /** What the store has granted to the batch in hand. */
    private final List<RunningJob> granted = new ArrayList<>();

    ClaimStage(WorkerParts parts, ExecuteStage execute, SettleStage settle) {
        this.settings = parts.settings();
        this.reader = parts.reader();
        this.store = parts.store();
        this.lease = parts.lease();
        this.clock = parts.clock();
        this.inbox = parts.inbox();
        this.inFlight = parts.inFlight();
        this.metrics = parts.metrics();
        this.health = parts.storeHealth();
        this.later = parts.later();
        this.storePause = new Pause(parts.nanos());
        this.execute = execute;
        this.settle = settle;
    }

    /** A delivery that asks for permission to run. */
    private record Candidate(
            Delivery delivery, JobMessage job, Handlers.Handled<?> handled, JobKey key, long payloadHash) {
        ClaimRequest request(InFlight inFlight, int poisonAfter) {
            return new ClaimRequest(
                    key,
                    job.id(),
                    job.coordinates(),
                    job.attempt(),
                    payloadHash,
                    job.enqueuedAt(),
                    job.expiresAt(),
                    inFlight.fenceOf(key),
                    poisonAfter);
        }
    }

    @Override
    public void onNews(Runnable wake) {
        inbox.onFilled(wake);
        execute.onRoom(wake);
    }

    @Override
    public Duration turn() {
        Duration pause = storePause.left();
        if (!pause.isZero()) {
            return pause;
        }
        if (!startSuspect()) {
            storePause.begin(STORE_PAUSE);
            return STORE_PAUSE;
        }
        if (suspects.needQuiet()) {
            return SUSPECT_CHECK;
        }
        if (asking.isEmpty()) {
            List<Delivery> batch = nextBatch();
            if (batch.isEmpty()) {
                return suspects.isEmpty() ? PATIENCE : SUSPECT_CHECK;
            }
            asking = read(batch);
        }
        if (asking.isEmpty()) {
            return Duration.ZERO; // nothing in the batch was to be claimed, and there may be more behind it
        }
        if (!claim()) {
            storePause.begin(STORE_PAUSE);
            return STORE_PAUSE;
        }
        return Duration.ZERO;
    }

    /** Starts the next suspect if its turn has come; false when the store failed, and it is still to start. */
    private boolean startSuspect() {
        Optional<RunningJob> next =
                suspects.next(execute.isIdle() ? Suspects.Neighbours.NONE : Suspects.Neighbours.SOME);
        if (next.isEmpty()) {
            return true;
        }
        RunningJob job = next.get();
        Optional<Standing> standing = start(job);
        if (standing.isEmpty()) {
            suspects.putBack(job);
            return false;
        }
        if (standing.get() == Standing.FENCED || job.isInterrupted()) {
            job.end();
            settle.handBack(List.of(job));
        } else {
            execute.offer(List.of(job));
        }
        return true;
    }

    private Optional<Standing> start(RunningJob job) {
        try {
            Standing standing = store.start(List.of(job.claim())).get(0);
            health.answered();
            return Optional.of(standing);
        } catch (RuntimeException e) { // as in askStore
            health.failed(e);
            return Optional.empty();
        }
    }

    private List<Delivery> nextBatch() {
        List<Delivery> batch = inbox.take(execute.room(), MOST_IN_A_BATCH);
        batch.addAll(nextRound);
        nextRound.clear();
        return batch;
    }

    private List<Candidate> read(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        Map<JobKey, Candidate> candidates = new LinkedHashMap<>(2 * deliveries.size());
        for (Delivery delivery : deliveries) {
            if (!delivery.source().isGone()) {
                readSafely(delivery, now, candidates);
            }
        }
        return List.copyOf(candidates.values());
    }

    /** No message may end this stage, whatever is in it: the broker would deliver it to the next worker, and end that one too. */
    private void readSafely(Delivery delivery, Instant now, Map<JobKey, Candidate> candidates) {
        try {
            read(delivery, now, candidates);
        } catch (RuntimeException e) {
            log.error("a message could not be handled; it becomes a dead letter. Please report this", e);
            settle.malformed(delivery, "it could not be handled: " + e);
        }
    }

    private void read(Delivery delivery, Instant now, Map<JobKey, Candidate> candidates) {
        Reading reading = reader.read(delivery.message(), now);
        if (reading instanceof Reading.Readable readable) {
            sort(delivery, readable.job(), now, candidates);
        } else if (reading instanceof Reading.Malformed malformed) {
            settle.malformed(delivery, malformed.sentence());
        }
    }

    /** Decides what can be decided without the store. */
    private void sort(Delivery delivery, JobMessage job, Instant now, Map<JobKey, Candidate> candidates) {
        var handled = settings.handlers().find(job.type());
        if (handled.isEmpty()) {
            unknownType(delivery, job, now);
            return;
        }
        Duration early = job.dueAt().map(due -> Duration.between(now, due)).orElse(Duration.ZERO);
        if (early.compareTo(settings.topology().ladder().unit()) > 0) {
            settle.defer(delivery, job, early, "not yet due");
            return;
        }
        noteMissingId(delivery, job);
        JobKey key = new JobKey(settings.topology().namespace(), job.tenantId().orElse(""), job.type(), job.key());
        Candidate candidate = new Candidate(delivery, job, handled.get(), key, payloadHash(job));
        if (candidates.putIfAbsent(key, candidate) != null) {
            nextRound.add(delivery);
        }
    }

    /** What can't be read is refused where it is run. */
    private long payloadHash(JobMessage job) {
        try {
            return PayloadHash.of(reader.payloadJson(job));
        } catch (MalformedMessage e) {
            return PayloadHash.UNKNOWN;
        }
    }

    /** Another worker may know the type (a rolling deploy), so the job is put off for a while before it is given up on. */
    private void unknownType(Delivery delivery, JobMessage job, Instant now) {
        Instant since = job.deferredSince().orElse(now);
        Duration left = Duration.between(now, since.plus(settings.unknownTypeGrace()));
        if (!left.isNegative() && !left.isZero()) {
            settle.defer(delivery, job, min(holdFor(job), left), "its type is not known to this worker");
            return;
        }
        String sentence = "no worker of the lane " + delivery.source().lane() + " knew the job type " + job.type()
                + " within " + settings.unknownTypeGrace() + "; deploy a worker that does, then replay";
        settle.deadBeforeClaim(
                delivery,
                job,
                new Decision.Dead(
                        DeadReason.UNKNOWN_TYPE, Failure.sentence("unknown-type", sentence), job.attempt(), now),
                JobEvent.TYPE_UNKNOWN,
                sentence);
    }

    private void noteMissingId(Delivery delivery, JobMessage job) {
        if (job.identity() == JobMessage.Identity.MADE) {
            metrics.withoutId();
            if (warnedWithoutId.add(job.type())) {
                JobLog.withoutId(job, delivery.source().lane());
            }
        }
    }

    /** Asks the store, and carries out its answers; false when there were none, and the batch is still to ask. */
    private boolean claim() {
        Optional<List<ClaimAnswer>> claimed = askStore();
        if (claimed.isEmpty()) {
            return false;
        }
        List<Candidate> answered = asking;
        asking = List.of();
        for (int i = 0; i < answered.size(); i++) {
            claimed.get().get(i).answer(answered.get(i), answers);
        }
        execute.offer(granted);
        granted.clear();
        return true;
    }

    /** A store that is down holds the stage up: nothing more is taken than the prefetch, and nothing in hand is lost. */
    private Optional<List<ClaimAnswer>> askStore() {
        List<ClaimRequest> requests = new ArrayList<>(asking.size());
        for (Candidate candidate : asking) {
            requests.add(candidate.request(inFlight, settings.poisonAfter()));
        }
        try {
            List<ClaimAnswer> claimed = claim(requests);
            health.answered();
            return Optional.of(claimed);
        } catch (RuntimeException e) { // a StoreException, or a defect of the store: the same to the jobs in hand
            health.failed(e);
            return Optional.empty();
        }
    }

    private List<ClaimAnswer> claim(List<ClaimRequest> requests) {
        try {
            return store.claim(lease.owner(), requests);
        } catch (LeaseLapsedException e) {
            lease.renew();
            return store.claim(lease.owner(), requests);
        }
    }

    /** Gives back what was taken and asks for nothing any more; after the last turn, for a worker that stops. */
    void handBack() {
        asking.forEach(candidate -> giveBack(candidate.delivery()));
        asking = List.of();
        settle.handBack(List.copyOf(suspects.takeWaiting()));
        nextRound.forEach(ClaimStage::giveBack);
        nextRound.clear();
    }

    private static void giveBack(Delivery delivery) {
        delivery.source().giveBack(delivery);
    }

    private final class Answers implements ClaimAnswer.Cases<Candidate> {
        @Override
        public void granted(Candidate candidate, ClaimAnswer.Granted answer) {
            granted.add(claimed(candidate, answer.fence(), RunningJob.Trial.NONE));
        }

        @Override
        public void suspect(Candidate candidate, ClaimAnswer.Suspect answer) {
            boolean last = answer.crashes() + 1 >= settings.poisonAfter();
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
                    DeadReason.KEY_CONFLICT,
                    Failure.sentence("key-conflict", sentence),
                    job.attempt(),
                    clock.instant());
            settle.deadBeforeClaim(candidate.delivery(), job, decision, JobEvent.KEY_CONFLICT, sentence);
        }

        @Override
        public void finish(Candidate candidate, ClaimAnswer.Finish answer) {
            settle.finish(claimed(candidate, answer.fence(), RunningJob.Trial.NONE), answer.decided());
        }

        @Override
        public void completed(Candidate candidate, ClaimAnswer.Completed answer) {
            drop(candidate, JobEvent.DUPLICATE, Outcome.DUPLICATE, "the job is done already");
        }

        @Override
        public void runningHere(Candidate candidate) {
            if (!inFlight.join(candidate.key(), candidate.delivery())) {
                askAgainSoon(candidate.delivery());
            } else if (candidate.delivery().redelivery() == dev.warren.broker.ConsumeLink.Redelivery.FIRST) {
                metrics.processed(
                        candidate.job().type().value(),
                        candidate.delivery().source().lane(),
                        Outcome.DUPLICATE);
            }
        }

        @Override
        public void held(Candidate candidate, ClaimAnswer.Held answer) {
            Duration delay = min(holdFor(candidate.job()), max(answer.rest(), Duration.ofMillis(1)));
            settle.defer(candidate.delivery(), candidate.job(), delay, "another worker has it");
        }

        @Override
        public void dropped(Candidate candidate, Dropped answer) {
            switch (answer.why()) {
                case STALE -> drop(candidate, JobEvent.STALE, Outcome.STALE, "it belongs to a run that is over");
                case CANCELLED -> drop(candidate, JobEvent.CANCELLED, Outcome.CANCELLED, "");
                case EXPIRED -> drop(candidate, JobEvent.EXPIRED, Outcome.EXPIRED, "");
                case DEAD -> drop(candidate, JobEvent.RESENT_WHEN_DEAD, Outcome.DUPLICATE, "");
            }
        }

        private void drop(Candidate candidate, JobEvent event, Outcome outcome, String why) {
            settle.drop(candidate.delivery(), candidate.job(), event, outcome, why);
        }
    }

    /** It was settled a moment ago, or is being finished here for a worker that is gone; the next answer says how that ended. */
    private void askAgainSoon(Delivery delivery) {
        later.after(ASK_AGAIN, () -> inbox.put(delivery));
    }

    /** 1 s, 2 s, 4 s … up to 30 s. */
    private static Duration holdFor(JobMessage job) {
        return min(Duration.ofSeconds(1L << Math.min(job.holds(), 5)), LONGEST_HOLD);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
