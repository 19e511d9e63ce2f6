package dev.warren.deadletter;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.header;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import dev.warren.consume.Worker;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.retry.RetryPolicy;
import dev.warren.testbed.Bed;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.TopologyLimits;
import dev.warren.wire.DeathNote;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator does to dead letters at a desk, on a real broker. */
class DeadLetterDeskIT {
    record Note(String text) {}

    private static final JobType<Note> NOTE =
            JobType.of("note", Note.class).retrying(RetryPolicy.standard().withMaxAttempts(1));
    private static final TopologyLimits SOONEST = new TopologyLimits(20, 1_000, 1_000, 1_000);
    private static final LetterFilter ALL = LetterFilter.all();

    private final Bed bed = Bed.make(SOONEST);
    private final RabbitBroker broker =
            RabbitBroker.at(TestBroker.shared().uri().toString());
    private final DeadLetterDesk desk =
            DeadLetterDesk.on(broker).topology(bed.topology()).build();
    private final Queue<String> runs = new ConcurrentLinkedQueue<>();
    private volatile boolean failing = true;

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private void note(Job<Note> job) {
        runs.add(job.id().value());
        if (failing) {
            throw new IllegalStateException("the printer is on fire");
        }
    }

    private void publishDead(String id, String reason) {
        Map<String, Object> headers = Map.of(
                "dead-reason",
                reason,
                "dead-at",
                "2026-11-22T10:00:00Z",
                "error-message",
                "broken " + id,
                "colour",
                "red");
        bed.publish("", bed.dead(), properties("note", id).headers(headers).build(), body(id));
    }

    private static byte[] body(String id) {
        return ("{\"text\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private List<String> publishDead(int count) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(number -> "job-" + number).toList();
        ids.forEach(id -> publishDead(id, "attempts-exhausted"));
        awaitReady(bed.dead(), count);
        return ids;
    }

    private void awaitReady(String queue, long count) {
        await().atMost(SOON).until(() -> bed.ready(queue) == count);
    }

    private List<DeadLetter> browse(LetterFilter filter) {
        List<DeadLetter> letters = new ArrayList<>();
        desk.browse(LaneName.DEFAULT, filter, Page.first(1_000_000), letters::add);
        return letters;
    }

    private List<String> idsOf(List<DeadLetter> letters) {
        return letters.stream().map(letter -> letter.id().orElse("-")).toList();
    }

    @Test
    void losesNothingAndKeepsTheOrderWhenBrowsedAHundredTimes() {
        List<String> ids = publishDead(150);
        for (int i = 0; i < 100; i++) {
            assertThat(idsOf(browse(ALL))).as("look " + i).isEqualTo(ids);
        }
        awaitReady(bed.dead(), 150);
    }

    @Test
    void keepsTheOrderWhenAPageEndsBeforeTheQueue() {
        List<String> ids = publishDead(80);
        List<String> page = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            page.clear();
            Tally tally = desk.browse(
                    LaneName.DEFAULT,
                    ALL,
                    new Page(20, 10),
                    letter -> page.add(letter.id().orElse("-")));
            assertThat(page).isEqualTo(ids.subList(20, 30));
            assertThat(tally.isComplete()).isFalse();
        }
        assertThat(idsOf(browse(ALL))).isEqualTo(ids);
    }

    @Test
    void keepsTheOrderOfWhatStaysWhenOthersAreRemoved() {
        List<String> ids = publishDead(100);
        LetterFilter some = ALL.id(ids.get(0)).id(ids.get(31)).id(ids.get(32)).id(ids.get(99));
        Tally tally = desk.purge(LaneName.DEFAULT, some, Removal.standard());
        assertThat(tally).isEqualTo(new Tally(100, 100, 4, 4, 0, 0));
        List<String> rest = new ArrayList<>(ids);
        rest.removeAll(List.of(ids.get(0), ids.get(31), ids.get(32), ids.get(99)));
        assertThat(idsOf(browse(ALL))).isEqualTo(rest);
    }

    @Test
    void replaysADeadLetterAsTheNextLifeOfItsJob() throws Exception {
        try (Worker worker = work()) {
            bed.publish(properties("note", "a").headers(Map.of("colour", "red")).build(), body("a"));
            awaitReady(bed.dead(), 1);
            DeadLetter letter = browse(ALL).get(0);
            assertThat(letter.note().reason()).isEqualTo("attempts-exhausted");
            assertThat(letter.note().errorMessage()).hasValue("the printer is on fire");
            assertThat(letter.note().errorType()).hasValue("java.lang.IllegalStateException");
            assertThat(letter.note().attempt()).hasValue(1);
            assertThat(letter.payloadText()).hasValue("{\"text\":\"a\"}");
            Tally tally = desk.replay(LaneName.DEFAULT, ALL, Removal.standard());
            assertThat(tally.done()).isOne();
            await().atMost(SOON).until(() -> runs.size() == 2 && worker.inFlight() == 0);
            awaitReady(bed.dead(), 1);
        }
        GetResponse again = bed.awaitDead();
        assertThat(header(again, "life")).hasValue("1");
        assertThat(header(again, "colour")).hasValue("red");
    }

    private Worker work() throws InterruptedException {
        Worker worker = bed.worker().run(NOTE, this::note).start();
        worker.awaitConsuming(SOON);
        return worker;
    }

    @Test
    void replaysAfterADelay() throws Exception {
        failing = false;
        publishDead(3);
        try (Worker worker = work()) {
            long start = System.nanoTime();
            desk.replay(LaneName.DEFAULT, ALL, Removal.standard().delayedBy(Duration.ofSeconds(2)));
            await().atMost(SOON).until(() -> runs.size() == 3 && worker.inFlight() == 0);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_700));
        }
        assertThat(bed.ready(bed.dead())).isZero();
    }

    @Test
    void showsAndReplaysWhatTheBrokerGaveUpOn() throws Exception {
        bed.publish(properties("note", "a").build(), body("a"));
        rejectUntilTheBrokerGivesUp();
        DeadLetter letter = browse(ALL.reason("delivery-limit")).get(0);
        assertThat(letter.note().at()).isPresent();
        assertThat(letter.id()).hasValue("a");
        failing = false;
        desk.replay(LaneName.DEFAULT, ALL, Removal.standard());
        GetResponse replayed = await().atMost(SOON)
                .until(() -> bed.take(bed.lane()), Optional::isPresent)
                .orElseThrow();
        assertThat(header(replayed, "dead-reason")).hasValue("delivery-limit");
        assertThat(header(replayed, "x-death")).isEmpty();
        assertThat(bed.ready(bed.dead())).isZero();
    }

    @Test
    void tellsTheBrokersDeathFromTheOneBeforeTheLetterWasMovedBack() {
        Map<String, Object> headers = Map.of("dead-reason", "poison", "life", 2, "dead-at", "2020-01-01T00:00:00Z");
        bed.publish(properties("note", "a").headers(headers).build(), body("a"));
        rejectUntilTheBrokerGivesUp();
        DeadLetter letter = browse(ALL).get(0);
        assertThat(letter.note().author()).isEqualTo(DeathNote.Author.BROKER);
        assertThat(letter.note().reason()).isEqualTo("delivery-limit");
        assertThat(letter.note().at().orElseThrow()).isAfter("2026-01-01T00:00:00Z");
        desk.replay(LaneName.DEFAULT, ALL, Removal.standard());
        GetResponse replayed = await().atMost(SOON)
                .until(() -> bed.take(bed.lane()), Optional::isPresent)
                .orElseThrow();
        assertThat(header(replayed, "life")).hasValue("2");
        assertThat(header(replayed, "x-death")).isEmpty();
    }

    private void rejectUntilTheBrokerGivesUp() {
        await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> {
            bed.onBroker(channel -> {
                GetResponse next = channel.basicGet(bed.lane(), false);
                if (next != null) {
                    channel.basicReject(next.getEnvelope().getDeliveryTag(), true);
                }
            });
            return bed.ready(bed.dead()) == 1;
        });
    }

    @Test
    void showsWhatIsNoJob() {
        byte[] bytes = {(byte) 0xff, 0, 1};
        bed.publish(
                "",
                bed.dead(),
                properties(null, null).headers(Map.of("max-attempts", "many")).build(),
                bytes);
        bed.publish(
                "",
                bed.dead(),
                properties("note", "b").headers(Map.of("life", "seven")).build(),
                body("b"));
        List<DeadLetter> letters = browse(ALL);
        assertThat(letters).hasSize(2);
        assertThat(letters.get(0).note().reason()).isEqualTo("unknown");
        assertThat(letters.get(0).flaw()).isPresent();
        assertThat(letters.get(0).payload()).isEqualTo(bytes);
        assertThat(letters.get(1).id()).hasValue("b");
        assertThat(letters.get(1).flaw().orElseThrow()).contains("life");
    }

    @Test
    void leavesOutSupersededLettersAndShowsDoublesOnce() throws Exception {
        InMemoryStore store = InMemoryStore.create();
        DeadLetterDesk knowing =
                DeadLetterDesk.on(broker).topology(bed.topology()).store(store).build();
        try (Worker worker = bed.worker().store(store).run(NOTE, this::note).start()) {
            worker.awaitConsuming(SOON);
            bed.publish(properties("note", "a").build(), body("a"));
            GetResponse old = bed.awaitDead();
            bed.moveToLane(old);
            await().atMost(SOON).until(() -> runs.size() == 2 && worker.inFlight() == 0);
            awaitReady(bed.dead(), 1);
            GetResponse current = bed.awaitDead();
            for (GetResponse letter : List.of(old, current, current)) {
                bed.publish("", bed.dead(), letter.getProps(), letter.getBody());
            }
            List<DeadLetter> shown = new ArrayList<>();
            Tally tally = knowing.browse(LaneName.DEFAULT, ALL, Page.first(10), shown::add);
            assertThat(tally).isEqualTo(new Tally(3, 3, 3, 1, 1, 1));
            assertThat(shown.get(0).note().life()).isEqualTo(1);
            assertThat(knowing.replay(LaneName.DEFAULT, ALL, Removal.standard()))
                    .isEqualTo(new Tally(3, 3, 3, 1, 1, 1));
            await().atMost(SOON).until(() -> runs.size() == 3 && worker.inFlight() == 0);
            awaitReady(bed.dead(), 1);
        }
    }

    @Test
    void letsTwoDesksReplayOneQueueAndRunsEachJobOnce() throws Exception {
        failing = false;
        List<String> ids = publishDead(1_000);
        CompletableFuture<Tally> other = CompletableFuture.supplyAsync(this::replayAll);
        Tally one = replayAll();
        Tally two = other.join();
        assertThat(one.done() + two.done()).isEqualTo(1_000);
        try (Worker worker = work()) {
            await().atMost(SOON).until(() -> runs.size() >= 1_000 && worker.inFlight() == 0);
        }
        assertThat(runs).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(bed.ready(bed.dead())).isZero();
    }

    private Tally replayAll() {
        Tally first = desk.replay(LaneName.DEFAULT, ALL, Removal.standard());
        Tally rest = desk.replay(LaneName.DEFAULT, ALL, Removal.standard());
        return new Tally(first.there(), first.seen(), first.matched(), first.done() + rest.done(), 0, 0);
    }

    @Test
    void savesBeforeItRemovesAndKeepsWhatCouldNotBeSaved() {
        publishDead(5);
        List<String> saved = new ArrayList<>();
        Archive full = new Archive() {
            @Override
            public void save(DeadLetter letter) {
                saved.add(letter.id().orElse("-"));
            }

            @Override
            public void secure() {
                throw new IllegalStateException("the disk is full");
            }
        };
        assertThatThrownBy(() ->
                        desk.purge(LaneName.DEFAULT, ALL, Removal.standard().savedTo(full)))
                .hasMessage("the disk is full");
        assertThat(saved).hasSize(5);
        awaitReady(bed.dead(), 5);
    }

    @Test
    void replaysNothingWhileItsLaneIsMissing() {
        publishDead(5);
        bed.onBroker(channel -> channel.queueDelete(bed.lane()));
        DeadLetterDesk impatient = DeadLetterDesk.on(broker)
                .topology(bed.topology())
                .confirmWithin(Duration.ofSeconds(1))
                .build();
        assertThatThrownBy(() -> impatient.replay(LaneName.DEFAULT, ALL, Removal.standard()))
                .isInstanceOf(DeskException.class)
                .hasMessageContaining(bed.lane() + " is not there");
        awaitReady(bed.dead(), 5);
        assertThat(bed.ready(bed.topology().unroutedQueue())).isZero();
    }

    @Test
    void replaysAtARateAndTellsOfProgress() {
        publishDead(12);
        List<Tally> told = new ArrayList<>();
        long start = System.nanoTime();
        desk.replay(LaneName.DEFAULT, ALL, Removal.standard().atRate(10).telling(told::add));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(told.get(0)).isEqualTo(Tally.of(12));
        assertThat(told.get(told.size() - 1).done()).isEqualTo(12);
    }

    @Test
    void replaysNoMoreThanItMay() {
        List<String> ids = publishDead(50);
        assertThat(desk.replay(LaneName.DEFAULT, ALL, Removal.standard().atMost(3))
                        .done())
                .isEqualTo(3);
        assertThat(idsOf(browse(ALL))).isEqualTo(ids.subList(3, 50));
    }
}
