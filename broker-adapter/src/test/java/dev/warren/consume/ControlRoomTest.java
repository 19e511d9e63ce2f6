package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.job.JobType;
import dev.warren.retry.Backoff;
import dev.warren.testbed.Logged;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.turns.Turns;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a worker and the others say to each other, turn by turn. */
class ControlRoomTest {
    private static final JobType<String> NOTE = JobType.of("note", String.class);
    private static final Topology TOPOLOGY = Topology.standard();
    private static final String OTHER_STORE = "another";

    private final HandTime time = new HandTime();
    private final HandBroker broker = new HandBroker();
    private final IdempotencyStore store = InMemoryStore.create();
    private final List<Publication> published = new ArrayList<>();
    private final Session session = Worker.builder(broker)
            .lanes(LaneName.DEFAULT)
            .store(store)
            .clock(time)
            .nanos(time::nanos)
            .random(() -> 0.5)
            .ids(() -> "m")
            .reconnect(Backoff.intervals(Duration.ofMillis(100)))
            .metrics(new SimpleMeterRegistry())
            .run(NOTE, job -> {})
            .stages(this::publish)
            .session();

    private CompletableFuture<Void> publish(Publication publication) {
        published.add(publication);
        return CompletableFuture.completedFuture(null);
    }

    private static Message message(String type, String body) {
        return new Message(Message.Properties.of(type, "x", Map.of()), body.getBytes(StandardCharsets.UTF_8));
    }

    private void say(String type, String worker, String ofStore) {
        String body = "{\"worker\":\"" + worker + "\",\"session\":7,\"store\":\"" + ofStore
                + "\",\"lanes\":[\"default\"],\"added-later\":1}";
        broker.say(message(type, body));
    }

    private void assertConsumes() {
        assertThat(session.turn()).isEqualTo(Turns.PATIENCE);
        assertThat(session.live()).isPresent();
        assertThat(session.trouble()).isEmpty();
    }

    private void assertYieldsTo(String worker) {
        assertThat(session.turn()).isEqualTo(Duration.ofMillis(100));
        assertThat(session.live()).isEmpty();
        assertThat(session.trouble().orElse("")).contains("worker m", store.id(), "worker " + worker, OTHER_STORE);
        assertThat(broker.closed).isEqualTo(1);
    }

    @Test
    void saysHelloAndConsumesAtOnceWhereNobodyElseDoes() {
        session.turn();

        assertConsumes();
        assertThat(published).singleElement().satisfies(hello -> {
            assertThat(hello.exchange()).isEqualTo(TOPOLOGY.controlExchange());
            assertThat(hello.message().properties().type()).isEqualTo("warren.hello");
            assertThat(hello.message().body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("{\"worker\":\"m\",\"session\":1,\"store\":\"" + store.id()
                            + "\",\"lanes\":[\"default\"]}");
        });
    }

    @Test
    void waitsForAllWhoConsumeTheLaneAndNoLonger() {
        broker.others = 2;
        assertThat(session.turn()).isEqualTo(Duration.ofSeconds(1));
        assertThat(broker.isConsumed()).isFalse();
        say("warren.here", "a", store.id());
        time.pass(Duration.ofMillis(400));
        assertThat(session.turn()).isEqualTo(Duration.ofMillis(600));
        say("warren.here", "b", store.id());
        session.turn();
        assertConsumes();
    }

    @Test
    void waitsASecondForConsumersThatNeverAnswer() {
        broker.others = 1;
        session.turn();
        time.pass(Duration.ofSeconds(1));
        session.turn();
        assertConsumes();
    }

    @Test
    void yieldsToAWorkerThatWasThereAndTriesAgain() {
        broker.others = 1;
        session.turn();
        say("warren.here", "z", OTHER_STORE);
        assertYieldsTo("z");
        assertThat(broker.isConsumed()).isFalse();

        broker.others = 0;
        time.pass(Duration.ofMillis(100));
        session.turn();
        assertConsumes();
        assertThat(broker.ownQueue).isEqualTo("jobs.worker.m.2");
    }

    @Test
    void yieldsEvenWhenTheAnswerComesLate() {
        session.turn();
        assertConsumes();
        say("warren.here", "z", OTHER_STORE);
        assertYieldsTo("z");
    }

    @Test
    void goesOnWhenAnotherComesAndSaysSoOnce() {
        session.turn();
        try (Logged log = Logged.by("dev.warren.consume")) {
            for (int i = 0; i < 3; i++) {
                say("warren.hello", "a", OTHER_STORE);
                assertConsumes();
            }
            say("warren.hello", "b", OTHER_STORE);
            assertConsumes();
            assertThat(log.events("must not run beside this one")).hasSize(2);
        }
        assertThat(published).hasSize(5);
        Publication answer = published.get(1);
        assertThat(answer.exchange()).isEmpty();
        assertThat(answer.routingKey()).isEqualTo("jobs.worker.a.7");
        assertThat(answer.message().properties().type()).isEqualTo("warren.here");
    }

    @Test
    void ofTwoThatStartAtTheSameMomentTheGreaterYields() {
        session.turn();
        say("warren.hello", "z", OTHER_STORE);
        say("warren.here", "z", OTHER_STORE);
        assertConsumes();
        say("warren.hello", "a", OTHER_STORE);
        say("warren.here", "a", OTHER_STORE);
        assertYieldsTo("a");
    }

    @Test
    void stopsWhileItWaitsForAnswers() {
        broker.others = 1;
        session.turn();
        session.stopTaking();
        time.pass(Duration.ofSeconds(2));
        assertThat(session.turn()).isEqualTo(Turns.PATIENCE);
        session.close();
        assertThat(broker.isConsumed()).isFalse();
        assertThat(broker.closed).isEqualTo(1);
    }

    @Test
    void startsAnewWhenItCanNotListenAnyMore() {
        session.turn();
        time.pass(Duration.ofSeconds(1));
        broker.endControl("queue gone");
        assertThat(session.turn()).isZero();
        assertThat(session.trouble().orElse("")).contains("can't hear the others", "queue gone");
        session.turn();
        assertConsumes();
    }

    @Test
    void answersNotItself() {
        session.turn();
        say("warren.hello", "m", store.id());
        assertConsumes();
        assertThat(published).hasSize(1);
    }

    @Test
    void ignoresWhatItDoesNotKnowOrCanNotRead() {
        session.turn();
        try (Logged log = Logged.by("dev.warren.consume")) {
            broker.say(message("warren.pause", "{}"));
            broker.say(new Message(
                    new Message.Properties(
                            null, null, null, null, null, null, null, null, null, null, null, null, Map.of()),
                    new byte[0]));
            for (String body : List.of("", "null", "[", "{}", "{\"worker\":\"a\",\"store\":\"s\",\"lanes\":null}")) {
                broker.say(message("warren.hello", body));
                broker.say(message("warren.here", body));
            }
            say("warren.hello", "no queue of this name/", OTHER_STORE);
            say("warren.here", "", OTHER_STORE);
            assertConsumes();
            assertThat(log.events("ignores a control message")).hasSize(2);
            assertThat(log.events("ignores a malformed control message")).hasSize(12);
            assertThat(log.events())
                    .allSatisfy(event -> assertThat(event.getLevel().toString()).isEqualTo("DEBUG"));
        }
        assertThat(broker.controlAcked).isEqualTo(broker.controlSaid).isEqualTo(14);
        assertThat(published).hasSize(1);
    }
}
