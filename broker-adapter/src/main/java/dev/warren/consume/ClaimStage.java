package dev.warren.consume;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first stage: takes all deliveries that wait, reads them, asks the store for permission to run them in one batch, and hands what is
 * granted to the execute stage. Everything else goes to the settle stage with what is to become of it. A turn is one batch.
 */
final class ClaimStage implements Turns {
    private static final int MOST_IN_A_BATCH = 500;
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
    private static final Duration SUSPECT_CHECK = Duration.ofMillis(5);

    private final int poisonAfter;
    private final IdempotencyStore store;
    private final StoreHealth health;
    private final LeaseKeeper lease;
    private final Inbox inbox;
    private final InFlight inFlight;
    private final ExecuteStage execute;
    private final SettleOrders settle;
    private final DeliveryReader reader;
    private final Suspects suspects = new Suspects();
    private final ClaimAnswers answers;
    private final Pause storePause;

    /** The batch that asks for permission; the store has not answered yet. */
    private List<Candidate> asking = List.of();

    /** As whom the store was asked last. */
    private Owner askedAs;

    ClaimStage(WorkerParts parts, ExecuteStage execute, SettleOrders settle) {
        this.poisonAfter = parts.settings().poisonAfter();
        this.store = parts.store();
        this.health = parts.storeHealth();
        this.lease = parts.lease();
        this.inbox = parts.inbox();
        this.inFlight = parts.inFlight();
        this.execute = execute;
        this.settle = settle;
        this.reader = new DeliveryReader(parts, settle);
        this.answers = new ClaimAnswers(parts, suspects, settle);
        this.storePause = new Pause(parts.nanos());
        this.askedAs = lease.owner();
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
            asking = reader.read(batch);
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
        batch.addAll(reader.takePostponed());
        return batch;
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
        keepFromStartingIfLapsed();
        execute.offer(answers.takeGranted());
        return true;
    }

    /** An answer may come after the lease it was given under has lapsed, and its jobs be in hand only after all others were interrupted. */
    private void keepFromStartingIfLapsed() {
        if (!lease.owner().equals(askedAs)) {
            inFlight.interruptAll();
        }
    }

    /** A store that is down holds the stage up: nothing more is taken than the prefetch, and nothing in hand is lost. */
    private Optional<List<ClaimAnswer>> askStore() {
        List<ClaimRequest> requests = new ArrayList<>(asking.size());
        for (Candidate candidate : asking) {
            requests.add(candidate.request(inFlight, poisonAfter));
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
            return claimInTheLeasesName(requests);
        } catch (LeaseLapsedException e) {
            lease.renew();
            return claimInTheLeasesName(requests);
        }
    }

    private List<ClaimAnswer> claimInTheLeasesName(List<ClaimRequest> requests) {
        askedAs = lease.owner();
        return store.claim(askedAs, requests);
    }

    /** Gives back what was taken and asks for nothing any more; after the last turn, for a worker that stops. */
    void handBack() {
        asking.forEach(candidate -> giveBack(candidate.delivery()));
        asking = List.of();
        settle.handBack(List.copyOf(suspects.takeWaiting()));
        reader.takePostponed().forEach(ClaimStage::giveBack);
    }

    private static void giveBack(Delivery delivery) {
        delivery.source().giveBack(delivery);
    }
}
