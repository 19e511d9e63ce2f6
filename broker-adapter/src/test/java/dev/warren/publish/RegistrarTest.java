package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.Message;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.StoreException;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.job.KeySource;
import dev.warren.topology.LaneName;
import dev.warren.turns.Turns;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.MessageReader;
import dev.warren.wire.Reading;
import dev.warren.wire.WireLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the store is told of confirmed jobs, turn by turn. */
class RegistrarTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String BODY = "{\"n\":1}";
    private static final CompletableFuture<Void> CONFIRMED = CompletableFuture.completedFuture(null);

    private final List<List<Registration>> told = new ArrayList<>();
    private boolean down;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Registrar registrar = new Registrar(
            store(),
            new Registrar.Jobs(
                    "shop",
                    new MessageReader(WireLimits.STANDARD, JacksonCodec.within(WireLimits.STANDARD), () -> "made"),
                    Clock.fixed(NOW, ZoneOffset.UTC)),
            registry);

    @SuppressWarnings("unchecked")
    private IdempotencyStore store() {
        return (IdempotencyStore) Proxy.newProxyInstance(
                IdempotencyStore.class.getClassLoader(),
                new Class<?>[] {IdempotencyStore.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("register");
                    told.add((List<Registration>) arguments[0]);
                    if (down) {
                        throw new StoreException("down", null);
                    }
                    return null;
                });
    }

    private static Message message(String id, Map<String, Object> headers) {
        return message(id, headers, BODY);
    }

    private static Message message(String id, Map<String, Object> headers, String body) {
        Message.Properties properties = new Message.Properties(
                "note", id, null, null, null, null, NOW.getEpochSecond() - 5, null, null, null, null, null, headers);
        return new Message(properties, body.getBytes(StandardCharsets.UTF_8));
    }

    private CompletableFuture<Void> enqueue(String id) {
        return registrar.after(CONFIRMED, message(id, Map.of()), LaneName.BULK, KeySource.messageId());
    }

    private double failures() {
        return registry.get("jobs.register.failed").counter().count();
    }

    @Test
    void tellsOfAJobAsItsWorkerWillNameIt() {
        CompletableFuture<Void> done = registrar.after(
                CONFIRMED,
                message("1", Map.of("idempotency-key", "k", "tenant-id", "acme", "due-at", "2026-11-22T13:00:00Z")),
                LaneName.BULK,
                KeySource.messageId());
        assertThat(done).isNotDone();
        assertThat(registrar.turn()).isZero();
        assertThat(done).isCompleted();
        assertThat(told)
                .containsExactly(List.of(new Registration(
                        new JobKey("shop", "acme", new JobTypeName("note"), "k"),
                        new JobId("1"),
                        PayloadHash.of(BODY.getBytes(StandardCharsets.UTF_8)),
                        LaneName.BULK,
                        NOW.minusSeconds(5),
                        NOW.plusSeconds(3_600))));
        assertThat(registrar.turn()).isEqualTo(Turns.PATIENCE);
    }

    @Test
    void aJobOfATypeKeyedByItsPayloadDoesNotConflictWithItselfUnderAKeyOfItsOwn() throws MalformedMessage {
        MessageReader reader =
                new MessageReader(WireLimits.STANDARD, JacksonCodec.within(WireLimits.STANDARD), () -> "made");
        Message message = message("1", Map.of("idempotency-key", "k"), "{\"n\":1.0,\"a\":2}");
        CompletableFuture<Void> done = registrar.after(CONFIRMED, message, LaneName.BULK, KeySource.payload());
        registrar.turn();
        assertThat(done).isCompleted();
        JobMessage job = ((Reading.Readable) reader.read(message, NOW)).job();
        long worker = PayloadHash.of(reader.keyed(job, KeySource.payload()).compared());
        assertThat(told.get(0))
                .singleElement()
                .satisfies(
                        registration -> assertThat(registration.payloadHash()).isIn(PayloadHash.UNKNOWN, worker));
    }

    @Test
    void tellsAllThatWaitAtOnceAndOfEachJobOnce() {
        List<CompletableFuture<Void>> all = List.of(enqueue("1"), enqueue("2"), enqueue("1"));
        registrar.turn();
        assertThat(all).allSatisfy(each -> assertThat(each).isCompleted());
        assertThat(told)
                .singleElement()
                .satisfies(batch -> assertThat(batch)
                        .extracting(registration -> registration.id().value())
                        .containsExactly("1", "2"));
    }

    @Test
    void aStoreThatFailsFailsNobody() {
        down = true;
        CompletableFuture<Void> done = enqueue("1");
        registrar.turn();
        assertThat(done).isCompleted();
        assertThat(failures()).isOne();
    }

    @Test
    void whatIsNotConfirmedIsNotTold() {
        CompletableFuture<Void> confirm = new CompletableFuture<>();
        CompletableFuture<Void> done =
                registrar.after(confirm, message("1", Map.of()), LaneName.BULK, KeySource.messageId());
        registrar.turn();
        assertThat(told).isEmpty();
        PublishFailed refused = new PublishFailed.Refused("no");
        confirm.completeExceptionally(refused);
        assertThatThrownBy(done::join).hasCause(refused);
        assertThat(registrar.turn()).isEqualTo(Turns.PATIENCE);
    }

    @Test
    void whatNoWorkerCanReadIsNotTold() {
        CompletableFuture<Void> done = registrar.after(
                CONFIRMED, message("1", Map.of("due-at", "tomorrow")), LaneName.BULK, KeySource.messageId());
        assertThat(done).isCompleted();
        assertThat(registrar.turn()).isEqualTo(Turns.PATIENCE);
    }

    @Test
    void nobodyWaitsBehindTooMany() {
        for (int i = 0; i < Registrar.MOST_WAITING; i++) {
            assertThat(enqueue("job " + i)).isNotDone();
        }
        assertThat(enqueue("one more")).isCompleted();
        assertThat(failures()).isOne();
    }

    @Test
    void whatWaitsAtTheEndIsDoneWithoutTheStore() {
        CompletableFuture<Void> before = enqueue("1");
        registrar.end();
        assertThat(before).isCompleted();
        assertThat(enqueue("2")).isCompleted();
        assertThat(registrar.isOver()).isTrue();
        assertThat(failures()).isEqualTo(2);
    }
}
