package dev.warren.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer.Granted;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.StoreException;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.outcome.LeftOut;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A client on a store in memory, without a broker. */
class JobClientTest {
    record Sum(long sum) {}

    private static final Owner WORKER = new Owner("worker");

    private final IdempotencyStore store = InMemoryStore.create();
    private final JobClient client = JobClient.on(store);

    private static JobKey key(String type, String id) {
        return new JobKey("jobs", "", new JobTypeName(type), id);
    }

    private FencedKey claim(String id) {
        store.heartbeat(WORKER, Duration.ofMinutes(1));
        ClaimRequest request = new ClaimRequest(
                key("note", id),
                new JobId(id),
                Coordinates.FIRST,
                1,
                PayloadHash.UNKNOWN,
                Instant.now(),
                Optional.empty(),
                0,
                3,
                LaneName.DEFAULT);
        Granted granted = (Granted) store.claim(WORKER, List.of(request)).get(0);
        return new FencedKey(key("note", id), granted.fence());
    }

    private void succeed(String id, Optional<String> json) {
        store.decide(List.of(new Settlement(claim(id), new Decided(new Decision.Succeed(json), Optional.empty()))));
    }

    private <T> Optional<T> result(String id, Class<T> type) throws Exception {
        return client.result(new JobId(id), type, Duration.ZERO);
    }

    @Test
    void readsAResultIntoItsClass() throws Exception {
        succeed("a", Optional.of("{\"sum\":9223372036854775807}"));
        assertThat(result("a", Sum.class)).hasValue(new Sum(Long.MAX_VALUE));
        assertThat(client.result(key("note", "a"), Sum.class, Duration.ZERO)).hasValue(new Sum(Long.MAX_VALUE));
        succeed("b", Optional.empty());
        assertThat(result("b", Sum.class)).isEmpty();
    }

    @Test
    void saysWhyAResultCanNotBeHad() {
        succeed("a", Optional.of("[1]"));
        assertThatThrownBy(() -> result("a", Sum.class))
                .isInstanceOf(ResultUnreadable.class)
                .hasMessageContaining("the result of job a is no Sum");
        succeed("b", Optional.of(LeftOut.json("it has 70000 bytes")));
        assertThatThrownBy(() -> result("b", Sum.class))
                .isInstanceOf(ResultUnreadable.class)
                .hasMessage("the result of job b was not kept: it has 70000 bytes");
    }

    @Test
    void saysHowAJobFailed() {
        FencedKey dead = claim("dead");
        Failure failure = new Failure("java.io.IOException", "no route", "");
        store.decide(List.of(new Settlement(
                dead,
                new Decided(
                        new Decision.Dead(DeadReason.ATTEMPTS_EXHAUSTED, failure, 1, Instant.now()),
                        Optional.empty()))));
        store.mark(List.of(dead));
        assertThatThrownBy(() -> result("dead", Sum.class)).isInstanceOfSatisfying(JobFailed.class, failed -> {
            assertThat(failed.status()).isEqualTo(JobStatus.DEAD);
            assertThat(failed.failure()).hasValue(failure);
            assertThat(failed)
                    .hasMessage(
                            "job dead has no result: it is dead after attempt 1, java.io.IOException: no" + " route");
        });
        client.cancel(key("note", "gone"));
        assertThatThrownBy(() -> result("gone", Sum.class))
                .isInstanceOf(JobFailed.class)
                .hasMessage("job gone has no result: it is cancelled");
    }

    @Test
    void gaveUpWaitingSaysWhere() {
        assertThatThrownBy(() -> result("unknown", Sum.class))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("job unknown has not ended after PT0S: the store does not know it");
        claim("runs");
        assertThatThrownBy(() -> client.result(new JobId("runs"), Sum.class, Duration.ofMillis(60)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("job runs has not ended after PT0.06S: it is running, at attempt 1");
    }

    @Test
    void waitsWhileAJobGoesOnAndTheStoreFails() throws Exception {
        FencedKey claim = claim("a");
        int[] looks = {0};
        JobRecord ended = Waiting.until(
                "job a",
                () -> {
                    looks[0]++;
                    if (looks[0] == 2) {
                        throw new StoreException("down", null);
                    }
                    if (looks[0] == 3) {
                        store.decide(List.of(new Settlement(
                                claim, new Decided(new Decision.Succeed(Optional.empty()), Optional.empty()))));
                    }
                    return store.find(claim.key());
                },
                Duration.ofMinutes(1));
        assertThat(ended.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(looks[0]).isEqualTo(3);
    }

    @Test
    void findsJobsByIdAndKeyAndQuery() {
        store.register(List.of(new Registration(
                key("note", "key-a"),
                new JobId("a"),
                PayloadHash.UNKNOWN,
                LaneName.BULK,
                Instant.now(),
                Instant.now())));
        assertThat(client.status(new JobId("a")).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
        assertThat(client.status(key("note", "key-a")).orElseThrow().lane()).hasValue(LaneName.BULK);
        assertThat(client.status(new JobId("b"))).isEmpty();
        assertThat(client.find(JobQuery.builder().key("key-a").build()).jobs()).hasSize(1);
    }

    @Test
    void cancelsByIdOnlyWhatItIsSureOf() {
        assertThat(client.cancel(new JobId("a"))).isEmpty();
        claim("a");
        assertThat(client.cancel(new JobId("a"))).hasValue(CancelAnswer.CANCELLED);
        store.cancel(key("other", "a"));
        assertThatThrownBy(() -> client.cancel(new JobId("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("several jobs have the id a");
    }
}
