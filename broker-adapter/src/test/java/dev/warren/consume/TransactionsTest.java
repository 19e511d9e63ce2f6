package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.Publication;
import dev.warren.idempotency.Completion;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.idempotency.TransactionalStore.Work;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.WireHeaders;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a job whose writes are committed with its completion, for each way in which that can end. On one thread, in the test's time. */
class TransactionsTest {
    record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);
    private final StoreException lost = new StoreException("the connection was lost", null);

    private final HandTime time = new HandTime();
    private final HandBroker broker = new HandBroker();
    private final InMemoryStore records = InMemoryStore.create(time, Retention.STANDARD, InMemoryStore.MOST_RECORDS);
    private final List<Publication> published = new ArrayList<>();
    private int ran;
    private @Nullable RunningJob slot;
    private BiFunction<FencedKey, Work, Completion> end = this::commit;
    private final Stages stages = builder()
            .store(transactional())
            .transact(NOTE, (job, connection) -> {
                ran++;
                return List.of("written", job.id().value());
            })
            .stages(this::publish);

    private WorkerBuilder builder() {
        return Worker.builder(broker)
                .lanes(LaneName.DEFAULT)
                .slots(1)
                .clock(time)
                .nanos(time::nanos)
                .ids(() -> "worker")
                .metrics(new SimpleMeterRegistry());
    }

    /** The records in memory, with transactions that end as a test wants. */
    private IdempotencyStore transactional() {
        return (IdempotencyStore) Proxy.newProxyInstance(
                IdempotencyStore.class.getClassLoader(),
                new Class<?>[] {TransactionalStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("complete")) {
                        return end.apply((FencedKey) arguments[0], (Work) arguments[1]);
                    }
                    try {
                        return method.invoke(records, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("NullAway") // no connection is looked at
    private Completion commit(FencedKey claim, Work work) {
        try {
            Optional<String> result = work.write(null);
            records.decide(List.of(new Settlement(claim, new Decided(new Decision.Succeed(result), Optional.empty()))));
            return new Completion.Committed(result);
        } catch (Exception e) {
            return new Completion.RolledBack(e);
        }
    }

    private CompletableFuture<Void> publish(Publication publication) {
        if (!publication.exchange().equals(Topology.standard().controlExchange())) {
            published.add(publication);
        }
        return CompletableFuture.completedFuture(null);
    }

    private long deliver() {
        stages.session().turn();
        long tag = broker.deliver("note", "a");
        stages.claim().turn();
        return tag;
    }

    private void run() {
        slot = Optional.ofNullable(stages.execute().take(slot)).orElseThrow();
        stages.execute().run(slot);
        stages.settle().turn();
        stages.settle().turn();
    }

    private JobRecord record() {
        return records.find(new JobKey("jobs", "", NOTE.name(), "a")).orElseThrow();
    }

    @Test
    void whatIsCommittedIsAckedAsItIs() {
        long tag = deliver();
        run();
        assertThat(record().status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record().resultJson()).contains("[\"written\",\"a\"]");
        assertThat(broker.acked).containsExactly(tag);
        assertThat(published).isEmpty();
    }

    @Test
    void workThatFailsIsTriedAgain() {
        end = (claim, work) -> new Completion.RolledBack(new IllegalStateException("no"));
        deliver();
        run();
        assertThat(record().status()).isEqualTo(JobStatus.RETRYING);
        assertThat(record().error().orElseThrow().message()).isEqualTo("no");
        assertThat(published)
                .singleElement()
                .satisfies(retry ->
                        assertThat(retry.message().properties().headers()).containsEntry(WireHeaders.ATTEMPT, 2));
    }

    @Test
    void aDatabaseThatHasNoRoomCostsNoAttempt() {
        end = (claim, work) -> new Completion.Unavailable(lost);
        deliver();
        run();
        assertThat(record().status()).isEqualTo(JobStatus.RETRYING);
        assertThat(record().dueAt()).isEqualTo(time.instant().plus(Transactions.SNOOZE));
        assertThat(published)
                .singleElement()
                .satisfies(again ->
                        assertThat(again.message().properties().headers()).containsEntry(WireHeaders.ATTEMPT, 1));
    }

    @Test
    void aClaimThatPassedOnIsHandedOver() {
        end = (claim, work) -> {
            records.cancel(claim.key());
            return new Completion.Fenced();
        };
        deliver();
        run();
        assertThat(record().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(published).hasSize(1);
    }

    @Test
    void anUnknownCommitThatHappenedIsFoundDoneByTheNextClaim() {
        end = (claim, work) -> {
            commit(claim, work);
            return new Completion.Unknown(lost);
        };
        long first = deliver();
        run();
        assertThat(broker.givenBack).isEmpty();
        assertThat(stages.settle().isSettled()).isFalse();
        rest();
        assertThat(broker.givenBack).containsExactly(first);
        assertThat(record().status()).isEqualTo(JobStatus.SUCCEEDED);
        long second = deliver();
        stages.settle().turn();
        stages.settle().turn();
        assertThat(broker.acked).containsExactly(second);
        assertThat(ran).isEqualTo(1);
        assertThat(published).isEmpty();
    }

    @Test
    void anUnknownCommitThatDidNotHappenIsRunAgain() {
        end = (claim, work) -> new Completion.Unknown(lost);
        long first = deliver();
        run();
        rest();
        assertThat(broker.givenBack).containsExactly(first);
        assertThat(record().status()).isEqualTo(JobStatus.PENDING);
        end = this::commit;
        long second = deliver();
        run();
        assertThat(broker.acked).containsExactly(second);
        assertThat(record().attempt()).isEqualTo(1);
        assertThat(ran).isEqualTo(1);
        assertThat(published).isEmpty();
    }

    /** So that it does not go round without a pause. */
    private void rest() {
        time.pass(Transactions.REST.minusMillis(1));
        stages.later().turn();
        stages.settle().turn();
        assertThat(broker.givenBack).isEmpty();
        time.pass(Duration.ofMillis(1));
        stages.later().turn();
        stages.settle().turn();
    }

    @Test
    void aWorkerWhoseStoreHasNoTransactionsDoesNotStart() {
        assertThatThrownBy(() -> builder()
                        .store(records)
                        .transact(NOTE, (job, connection) -> null)
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jobs of type [note] write in the store's transaction")
                .hasMessageContaining("InMemoryStore");
    }

    @Test
    void aHandlerThatAsksForATransactionThatThereIsNotFails() {
        Stages without = builder()
                .store(records)
                .handle(NOTE, job -> JobResult.inTransaction(connection -> null))
                .stages(this::publish);
        without.session().turn();
        broker.deliver("note", "a");
        without.claim().turn();
        without.execute().run(Optional.ofNullable(without.execute().take(null)).orElseThrow());
        without.settle().turn();
        assertThat(record().error().orElseThrow().message()).contains("this worker's store has none to offer");
    }
}
