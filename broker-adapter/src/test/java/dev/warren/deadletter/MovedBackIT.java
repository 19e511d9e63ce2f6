package dev.warren.deadletter;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.header;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import dev.warren.consume.Worker;
import dev.warren.job.Job;
import dev.warren.job.JobType;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.testbed.Bed;
import dev.warren.testbed.Logged;
import dev.warren.topology.TopologyLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of dead letters that an operator moves back with "Move messages" of the management page. */
class MovedBackIT {
    record Note(String text) {}

    private record Run(String id, int attempt) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class)
            .retrying(RetryPolicy.standard()
                    .withBackoff(Backoff.intervals(Duration.ofMillis(250)))
                    .withMaxAttempts(2));
    private static final TopologyLimits SOONEST = new TopologyLimits(20, 1_000, 1_000, 1_000);

    private final Bed bed = Bed.make(SOONEST);
    private final Queue<Run> runs = new ConcurrentLinkedQueue<>();
    private volatile int failures;

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    /** Fails for the first {@link #failures} runs of each job. */
    private void note(Job<Note> job) {
        String id = job.id().value();
        runs.add(new Run(id, job.attempt()));
        if (attemptsOf(id).size() <= failures) {
            throw new IllegalStateException("attempt " + job.attempt());
        }
    }

    private List<Integer> attemptsOf(String id) {
        return runs.stream()
                .filter(run -> run.id().equals(id))
                .map(Run::attempt)
                .toList();
    }

    private Worker work() throws InterruptedException {
        Worker worker = bed.worker().run(NOTE, this::note).start();
        worker.awaitConsuming(SOON);
        return worker;
    }

    private void publish(String id) {
        bed.publish(properties("note", id).headers(Map.of("colour", "red")).build(), body(id));
    }

    private static String body(String id) {
        return "{\"text\":\"" + id + "\"}";
    }

    private void moveBack() {
        bed.management().moveMessages(bed.dead(), bed.lane());
    }

    private void awaitReady(String queue, long count) {
        await().atMost(SOON).until(() -> bed.ready(queue) == count);
    }

    private double dropped() {
        return bed.registry().find("jobs.processed").tag("status", "duplicate").counters().stream()
                        .mapToDouble(io.micrometer.core.instrument.Counter::count)
                        .sum()
                + bed.registry().find("jobs.processed").tag("status", "stale").counters().stream()
                        .mapToDouble(io.micrometer.core.instrument.Counter::count)
                        .sum();
    }

    private void assertNothingIsLeft() {
        assertThat(bed.ready(bed.lane())
                        + bed.ready(bed.dead())
                        + bed.ready(bed.topology().unroutedQueue()))
                .isZero();
    }

    @Test
    void runsEveryMovedDeadLetterAsANewLifeOfItsJob() throws Exception {
        List<String> ids =
                IntStream.range(0, 30).mapToObj(number -> "job-" + number).toList();
        failures = 3;
        try (Worker worker = work()) {
            ids.forEach(this::publish);
            awaitReady(bed.dead(), 30);
            moveBack();
            await().atMost(SOON).until(() -> runs.size() == 120 && worker.inFlight() == 0);
        }
        assertThat(ids).allSatisfy(id -> assertThat(attemptsOf(id)).containsExactly(1, 2, 1, 2));
        assertNothingIsLeft();
    }

    @Test
    void countsALifeForEveryMove() throws Exception {
        failures = 100;
        try (Worker worker = work()) {
            publish("a");
            for (int life = 0; life < 3; life++) {
                int lives = life + 1;
                await().atMost(SOON).until(() -> attemptsOf("a").size() == 2 * lives && worker.inFlight() == 0);
                awaitReady(bed.dead(), 1);
                moveBack();
            }
            await().atMost(SOON).until(() -> attemptsOf("a").size() == 8 && worker.inFlight() == 0);
            assertCleanDeadLetter(bed.awaitDead(), "a", 3);
        }
        assertThat(attemptsOf("a")).containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
    }

    /** Nothing of the broker's account of an earlier death is left on it, and nothing of the producer's is missing. */
    private static void assertCleanDeadLetter(GetResponse letter, String id, int life) {
        assertThat(letter.getBody()).isEqualTo(body(id).getBytes(StandardCharsets.UTF_8));
        assertThat(letter.getProps().getMessageId()).isEqualTo(id);
        assertThat(letter.getProps().getType()).isEqualTo("note");
        assertThat(header(letter, "colour")).hasValue("red");
        assertThat(header(letter, "life")).hasValue(Integer.toString(life));
        assertThat(header(letter, "attempt")).hasValue("2");
        assertThat(header(letter, "dead-reason")).hasValue("attempts-exhausted");
        assertThat(letter.getProps().getHeaders().keySet())
                .noneMatch(name -> name.contains("death"))
                .doesNotContain("CC", "BCC");
    }

    @Test
    void runsADeadLetterOnceThatIsMovedBackTogetherWithItsCopy() throws Exception {
        failures = 2;
        try (Worker worker = work()) {
            publish("a");
            copyTheDeadLetter();
            awaitReady(bed.dead(), 2);
            moveBack();
            await().atMost(SOON).until(() -> dropped() == 1 && worker.inFlight() == 0);
        }
        assertThat(attemptsOf("a")).containsExactly(1, 2, 1);
        assertNothingIsLeft();
    }

    private void copyTheDeadLetter() {
        GetResponse letter = bed.awaitDead();
        for (int i = 0; i < 2; i++) {
            bed.publish("", bed.dead(), letter.getProps(), letter.getBody());
        }
    }

    @Test
    void dropsACopyThatIsMovedBackWhenTheNewLifeIsOver() throws Exception {
        failures = 4;
        try (Logged jobs = Logged.by("dev.warren.jobs");
                Worker worker = work()) {
            publish("a");
            copyTheDeadLetter();
            GetResponse copy = bed.awaitDead();
            moveBack();
            await().atMost(SOON).until(() -> attemptsOf("a").size() == 4 && worker.inFlight() == 0);
            GetResponse ofTheNewLife = bed.awaitDead();
            bed.publish("", bed.dead(), copy.getProps(), copy.getBody());
            moveBack();
            await().atMost(SOON).until(() -> dropped() == 1);
            assertThat(jobs.events("only a replay of its dead letter gives it a new life"))
                    .hasSize(1);
            bed.publish("", bed.dead(), ofTheNewLife.getProps(), ofTheNewLife.getBody());
            moveBack();
            await().atMost(SOON).until(() -> attemptsOf("a").size() == 5 && worker.inFlight() == 0);
        }
        assertThat(attemptsOf("a")).containsExactly(1, 2, 1, 2, 1);
        assertNothingIsLeft();
    }

    @Test
    void replaysADeadLetterThatIsPublishedByHandAndDropsTheOneThatStayed() throws Exception {
        failures = 2;
        try (Worker worker = work()) {
            publish("a");
            awaitReady(bed.dead(), 1);
            String byHand = "{\"type\":\"note\",\"message_id\":\"a\",\"delivery_mode\":2,"
                    + "\"headers\":{\"dead-reason\":\"attempts-exhausted\",\"life\":\"0\"}}";
            bed.management().publish(bed.lane(), "note", byHand, body("a"));
            await().atMost(SOON).until(() -> attemptsOf("a").size() == 3 && worker.inFlight() == 0);
            moveBack();
            await().atMost(SOON).until(() -> dropped() == 1);
        }
        assertThat(attemptsOf("a")).containsExactly(1, 2, 1);
        assertNothingIsLeft();
    }

    @Test
    void takesAMessageThatTheBrokerGaveUpOnForAReplay() throws Exception {
        Map<String, Object> asOfARetry = Map.of("attempt", 2, "run", 2, "colour", "red");
        bed.publish(properties("note", "a").headers(asOfARetry).build(), body("a"));
        rejectUntilTheBrokerGivesUp();
        GetResponse givenUp = bed.awaitDead();
        assertThat(header(givenUp, "dead-reason")).isEmpty();
        assertThat(header(givenUp, "x-death").orElse("")).contains("reason=delivery_limit");
        bed.publish("", bed.dead(), givenUp.getProps(), givenUp.getBody());
        failures = 2;
        try (Worker worker = work()) {
            moveBack();
            await().atMost(SOON).until(() -> attemptsOf("a").size() == 2 && worker.inFlight() == 0);
            assertCleanDeadLetter(bed.awaitDead(), "a", 1);
        }
        assertThat(attemptsOf("a")).containsExactly(1, 2);
        assertNothingIsLeft();
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
}
