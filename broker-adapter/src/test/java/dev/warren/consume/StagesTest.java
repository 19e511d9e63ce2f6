package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.WarrenException;
import dev.warren.broker.Publication;
import dev.warren.consume.FailingStore.When;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.retry.Backoff;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.turns.Turns;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole worker on this one thread, in time that the tests let pass. */
class StagesTest {
    record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final HandTime time = new HandTime();
    private final HandBroker broker = new HandBroker();
    private final FailingStore faults =
            new FailingStore(InMemoryStore.create(time, Retention.STANDARD, InMemoryStore.MOST_RECORDS));
    private final List<Publication> published = new ArrayList<>();
    private final List<CompletableFuture<Void>> confirms = new ArrayList<>();
    private final Random random = new Random(1);
    private final List<String> ran = new ArrayList<>();
    private final Set<String> toFail = new HashSet<>();
    private final Stages stages = Worker.builder(broker)
            .lanes(LaneName.DEFAULT)
            .slots(2)
            .store(faults.store())
            .clock(time)
            .nanos(time::nanos)
            .random(random::nextDouble)
            .ids(() -> "worker")
            .lease(LEASE)
            .reconnect(Backoff.intervals(Duration.ofMillis(100)))
            .metrics(new SimpleMeterRegistry())
            .run(NOTE, this::handle)
            .stages(this::publish);

    private void handle(Job<Note> job) {
        ran.add(job.id().value());
        if (toFail.contains(job.id().value())) {
            throw new IllegalStateException("told to fail");
        }
    }

    private CompletableFuture<Void> publish(Publication publication) {
        if (publication.exchange().equals(Topology.standard().controlExchange())) {
            return CompletableFuture.completedFuture(null); // what it says to other workers
        }
        published.add(publication);
        CompletableFuture<Void> confirm = new CompletableFuture<>();
        confirms.add(confirm);
        return confirm;
    }

    private Duration claim() {
        return stages.claim().turn();
    }

    private Duration settle() {
        return stages.settle().turn();
    }

    private RunningJob take() {
        return Optional.ofNullable(stages.execute().take(null)).orElseThrow();
    }

    /** Runs all that waits, in one slot. */
    private void runAll() {
        for (RunningJob job = stages.execute().take(null);
                job != null;
                job = stages.execute().take(job)) {
            stages.execute().run(job);
        }
    }

    private void settleAndCloseGaps() {
        assertThat(settle()).isEqualTo(Duration.ofMillis(1));
        time.pass(Duration.ofMillis(1));
        settle();
    }

    @Test
    void aJobTakesOneCallOfEachStage() {
        stages.session().turn();
        long tag = broker.deliver("note", "a");
        claim();
        RunningJob job = take();
        stages.execute().run(job);
        assertThat(ran).containsExactly("a");
        assertThat(broker.acked).isEmpty();
        settle();
        assertThat(broker.acked).containsExactly(tag);
        assertThat(stages.execute().isIdle()).isFalse();
        assertThat(stages.execute().take(job)).isNull();
        assertThat(stages.execute().isIdle()).isTrue();
    }

    @Test
    void acksAJobThatIsDoneBeforeItsConsumersStartReturns() {
        broker.onStart = () -> {
            broker.deliver("note", "quick");
            claim();
            runAll();
            settleAndCloseGaps();
        };

        stages.session().turn();

        assertThat(ran).containsExactly("quick");
        assertThat(broker.acked).hasSize(1);
    }

    @Test
    void forgetsAsManyJobsASecondAsWorkersCanDo() {
        IdempotencyStore store = faults.store();
        Owner other = new Owner("other");
        store.heartbeat(other, LEASE);
        List<ClaimRequest> jobs = IntStream.range(0, 5_500)
                .mapToObj(i -> Claims.request("job-" + i, Coordinates.FIRST))
                .toList();
        List<Settlement> ends = new ArrayList<>();
        List<ClaimAnswer> answers = store.claim(other, jobs);
        for (int i = 0; i < jobs.size(); i++) {
            long fence = ((ClaimAnswer.Granted) answers.get(i)).fence();
            ends.add(new Settlement(new FencedKey(jobs.get(i).key(), fence), Claims.succeed("7")));
        }
        store.decide(ends);
        time.pass(Retention.STANDARD.succeeded().plusSeconds(1));

        stages.regular().forEach(Turns::turn);

        assertThat(jobs).allSatisfy(job -> assertThat(store.find(job.key())).isEmpty());
    }

    @Test
    void aTurnWithNothingToDoDoesNothing() {
        stages.session().turn();
        for (int i = 0; i < 3; i++) {
            for (Turns turns : List.of(stages.session(), stages.claim(), stages.settle(), stages.later())) {
                assertThat(turns.turn()).isEqualTo(Turns.PATIENCE);
            }
            assertThat(stages.execute().take(null)).isNull();
        }
        assertThat(broker.opened).isEqualTo(1);
        assertThat(faults.asked("claim")).isEmpty();
    }

    @Test
    void gapsInFrontOfFinishedDeliveriesMayCloseForAMoment() {
        stages.session().turn();
        broker.deliver("note", "slow");
        long quick = broker.deliver("note", "quick");
        claim();
        take();
        runAll();
        assertThat(settle()).isEqualTo(Duration.ofMillis(1));
        assertThat(settle()).as("a turn too early").isEqualTo(Duration.ofMillis(1));
        assertThat(broker.acked).isEmpty();
        assertThat(stages.settle().isSettled()).isFalse();
        time.pass(Duration.ofMillis(1));
        settle();
        assertThat(broker.acked).containsExactly(quick);
        assertThat(stages.settle().isSettled()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void keepsItsBatchUntilTheStoreClaimsAgain(When when) {
        stages.session().turn();
        broker.deliver("note", "a");
        stages.regular().forEach(Turns::turn);
        faults.fail("claim", when);
        assertThat(claim()).isEqualTo(STORE_PAUSE);
        broker.deliver("note", "b");
        time.pass(Duration.ofMillis(400));
        assertThat(claim()).as("a turn too early").isEqualTo(Duration.ofMillis(600));
        assertThat(faults.asked("claim")).hasSize(1);
        time.pass(Duration.ofMillis(600));
        assertThat(claim()).isEqualTo(STORE_PAUSE);
        faults.recover();
        time.pass(STORE_PAUSE);
        assertThat(claim()).isZero();
        assertThat(faults.asked("claim"))
                .hasSize(3)
                .containsOnly(faults.asked("claim").get(0));
        claim();
        assertThat(faults.asked("claim")).hasSize(4);
        runAll();
        assertThat(ran).containsExactly("a", "b");
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheStoreTheSameDecisionsWhenItIsBack(When when) {
        stages.session().turn();
        toFail.add("fails");
        broker.deliver("note", "succeeds");
        broker.deliver("note", "fails");
        claim();
        runAll();
        faults.fail("decide", when);
        assertThat(settle()).isEqualTo(STORE_PAUSE);
        assertThat(settle()).isEqualTo(STORE_PAUSE);
        time.pass(STORE_PAUSE);
        assertThat(settle()).isEqualTo(STORE_PAUSE);
        assertThat(broker.acked).isEmpty();
        assertThat(published).isEmpty();
        faults.recover();
        time.pass(STORE_PAUSE);
        settle();
        assertThat(faults.asked("decide"))
                .hasSize(3)
                .containsOnly(faults.asked("decide").get(0));
        assertThat(broker.acked).containsExactly(1L);
        assertThat(published).hasSize(1);
        confirms.get(0).complete(null);
        settle();
        assertThat(broker.acked).containsExactly(1L, 2L);
        assertThat(stages.settle().isSettled()).isFalse();
        settleLast();
    }

    private void settleLast() {
        time.pass(Duration.ofMillis(1));
        settle();
        assertThat(stages.settle().isSettled()).isTrue();
        assertThat(broker.unacked).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aStoreThatFailsToMarkLeavesWhatIsStillToBeDone(When when) {
        stages.session().turn();
        toFail.add("fails");
        broker.deliver("note", "fails");
        claim();
        runAll();
        settle();
        confirms.get(0).complete(null);
        broker.deliver("note", "succeeds");
        claim();
        runAll();
        long duplicate = broker.deliver("note", "succeeds");
        faults.fail("mark", when);
        assertThat(settle()).isEqualTo(STORE_PAUSE);
        assertThat(faults.asked("decide")).hasSize(2);
        assertThat(broker.acked).as("nothing is acked while the store is down").isEmpty();
        claim();
        faults.recover();
        time.pass(STORE_PAUSE);
        settle();
        assertThat(faults.asked("decide")).as("done before").hasSize(2);
        assertThat(faults.asked("mark")).hasSize(2);
        assertThat(published).hasSize(1);
        assertThat(broker.acked).containsExactly(1L, 2L);
        settle();
        assertThat(broker.acked).containsExactly(1L, 2L, duplicate);
        settleLast();
    }

    @Test
    void publishesAgainAfterAPause() {
        stages.session().turn();
        toFail.add("fails");
        broker.deliver("note", "fails");
        claim();
        runAll();
        settle();
        confirms.get(0).completeExceptionally(new WarrenException("no"));
        assertThat(stages.later().turn()).isEqualTo(Duration.ofSeconds(1));
        settle();
        assertThat(published).hasSize(1);
        time.pass(Duration.ofSeconds(1));
        stages.later().turn();
        settle();
        assertThat(published).hasSize(2);
        assertThat(published.get(1)).isSameAs(published.get(0));
        confirms.get(1).complete(null);
        settle();
        settleLast();
    }

    @Test
    void aSessionIsRebuiltAfterAPause() {
        broker.refusals = 1;
        assertThat(stages.session().turn()).isEqualTo(Duration.ofMillis(100));
        assertThat(stages.session().turn()).as("a turn too early").isEqualTo(Duration.ofMillis(100));
        assertThat(broker.refusals).isZero();
        assertThat(broker.opened).isZero();
        time.pass(Duration.ofMillis(100));
        stages.session().turn();
        assertThat(broker.opened).isEqualTo(1);
        broker.breakLink();
        assertThat(stages.session().turn()).as("it did not last").isEqualTo(Duration.ofMillis(100));
        assertThat(stages.session().live()).isEmpty();
        time.pass(Duration.ofMillis(100));
        stages.session().turn();
        time.pass(Duration.ofSeconds(1));
        broker.breakLink();
        assertThat(stages.session().turn()).as("it did").isZero();
        stages.session().turn();
        assertThat(stages.session().live()).isPresent();
        assertThat(broker.opened).isEqualTo(3);
        assertThat(broker.closed).isEqualTo(2);
    }

    @Test
    void stopsStepByStep() {
        stages.session().turn();
        toFail.add("interrupted");
        broker.deliver("note", "interrupted");
        broker.deliver("note", "started");
        broker.deliver("note", "claimed");
        claim();
        RunningJob interrupted = take();
        RunningJob started = take();
        faults.fail("claim", When.BEFORE);
        broker.deliver("note", "asking");
        claim();
        broker.deliver("note", "delivered");

        stages.stopTaking();
        stages.handBackUnclaimed();
        stages.claim().handBack();
        assertThat(broker.givenBack).containsExactly(5L, 4L);
        stages.stopExecuting();
        settle();
        assertThat(broker.givenBack).containsExactly(5L, 4L, 3L);
        stages.execute().run(started);
        assertThat(stages.execute().take(started)).isNull();
        assertThat(stages.execute().isIdle()).isFalse();
        interrupted.interrupt();
        stages.execute().run(interrupted);
        assertThat(stages.execute().take(interrupted)).isNull();
        assertThat(stages.execute().isIdle()).isTrue();
        settleAndCloseGaps();
        assertThat(stages.settle().isSettled()).isTrue();
        assertThat(broker.givenBack).containsExactly(5L, 4L, 3L, 1L);
        assertThat(broker.acked).containsExactly(2L);
        assertThat(published).isEmpty();
        stages.close();
        assertThat(broker.closed).isEqualTo(1);
    }

    @Test
    void claimsAFloodInBatchesThatGrowAsItsJobsTurnOutToBeShort() {
        stages.session().turn();
        IntStream.range(0, 3_000).forEach(i -> broker.deliver("note", "job-" + i));
        assertThat(claim()).isZero();
        assertThat(claim()).as("no room").isEqualTo(Turns.PATIENCE);
        runAll();
        assertThat(ran).as("twice the slots").hasSize(4);
        List<Integer> batches = new ArrayList<>();
        while (ran.size() < 3_000) {
            int before = ran.size();
            time.pass(Duration.ofMillis(2));
            assertThat(claim()).isZero();
            runAll();
            batches.add(ran.size() - before);
        }
        assertThat(batches).as("at 2,000 a second, a quarter of a second ahead").contains(500);
        assertThat(batches.get(1)).isEqualTo(4);
        settle();
        assertThat(broker.acked).hasSize(3_000);
    }

    @Test
    void claimsNoFurtherAheadOfSlowJobsThanTwiceTheSlots() {
        stages.session().turn();
        IntStream.range(0, 100).forEach(i -> broker.deliver("note", "job-" + i));
        claim();
        RunningJob running = null;
        for (int i = 0; i < 10; i++) {
            running = stages.execute().take(running);
            stages.execute().run(Objects.requireNonNull(running));
            time.pass(Duration.ofSeconds(1));
            heartbeat().turn();
            claim();
        }
        stages.execute().take(running);
        runAll();
        assertThat(ran).hasSizeBetween(10 + 3, 10 + 5);
    }

    /** After a process stood still: nobody has looked at the lease yet. */
    @Test
    void startsNoJobThatWasClaimedUnderALeaseThatHasEnded() {
        stages.session().turn();
        broker.deliver("note", "a");
        claim();
        time.pass(LEASE);
        stages.execute().run(take());
        settle();
        assertThat(ran).isEmpty();
        assertThat(broker.givenBack).containsExactly(1L);
    }

    /** The heartbeat was answered first: its job was in nobody's hand yet when all handlers were interrupted. */
    @Test
    void startsNoJobWhoseClaimIsAnsweredAfterItsLeaseHasLapsed() {
        stages.session().turn();
        broker.deliver("note", "a");
        faults.delay("claim", () -> {
            time.pass(LEASE);
            heartbeat().turn();
        });
        claim();
        stages.execute().run(take());
        settle();
        assertThat(ran).isEmpty();
        assertThat(broker.givenBack).containsExactly(1L);
    }

    @Test
    void interruptsItsHandlersWhenItFindsThatItsLeaseHasLapsed() {
        stages.session().turn();
        broker.deliver("note", "a");
        claim();
        RunningJob job = take();
        time.pass(LEASE);
        heartbeat().turn();
        assertThat(job.isInterrupted()).isTrue();
    }

    private Turns heartbeat() {
        return stages.regular().stream()
                .filter(task -> task.name().equals("heartbeat"))
                .findAny()
                .orElseThrow();
    }

    @Test
    void theHeartbeatGoesByTimeAlone() {
        Turns heartbeat = heartbeat();
        Duration interval = LEASE.dividedBy(5);
        assertThat(heartbeat.turn()).isEqualTo(interval);
        time.pass(interval.minusMillis(1));
        assertThat(heartbeat.turn()).isEqualTo(Duration.ofMillis(1));
        assertThat(faults.asked("heartbeat")).hasSize(1);
        time.pass(Duration.ofMillis(1));
        faults.fail("heartbeat", When.BEFORE);
        assertThat(heartbeat.turn()).isEqualTo(interval);
        time.pass(interval);
        heartbeat.turn();
        assertThat(faults.asked("heartbeat")).hasSize(3);
    }
}
