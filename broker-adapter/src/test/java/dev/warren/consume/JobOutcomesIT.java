package dev.warren.consume;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.header;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.Job;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.job.KeySource;
import dev.warren.job.RetryAfter;
import dev.warren.publish.Publisher;
import dev.warren.retry.Backoff;
import dev.warren.retry.InProcessRetry;
import dev.warren.retry.RetryPolicy;
import dev.warren.testbed.Bed;
import dev.warren.testbed.Logged;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of jobs by what their handlers do and their headers say, on a real broker. */
class JobOutcomesIT {
    record Note(String text, long number) {}

    /** One run of a handler. */
    private record Run(String id, int attempt, int maxAttempts, long number, Instant at) {
        static Run of(Job<Note> job) {
            return new Run(
                    job.id().value(),
                    job.attempt(),
                    job.maxAttempts(),
                    job.payload().number(),
                    Instant.now());
        }
    }

    private static final Duration UNIT = Duration.ofMillis(250);
    private static final RetryPolicy QUICK =
            RetryPolicy.standard().withBackoff(Backoff.intervals(UNIT)).withMaxAttempts(4);
    private static final JobType<Note> NOTE = JobType.of("note", Note.class).retrying(QUICK);

    private final Bed bed = Bed.make();
    private final Queue<Run> runs = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private void publish(String id, Map<String, Object> headers) {
        bed.publish(properties("note", id).headers(headers).build(), "{\"text\":\"secret-text\",\"number\":7}");
    }

    private void publish(String id) {
        publish(id, Map.of());
    }

    private List<Run> runsOf(String id) {
        return runs.stream().filter(run -> run.id().equals(id)).toList();
    }

    private JobResult fail(Job<Note> job) {
        runs.add(Run.of(job));
        throw new IllegalStateException("attempt " + job.attempt());
    }

    private Map<String, GetResponse> awaitDead(int count) {
        Map<String, GetResponse> dead = new HashMap<>();
        for (int i = 0; i < count; i++) {
            GetResponse letter = bed.awaitDead();
            dead.put(letter.getProps().getMessageId(), letter);
        }
        return dead;
    }

    @Test
    void countsAttemptsItselfAndKeepsToTheMessagesBoundWithinTheWorkersCap() throws Exception {
        try (Worker worker = bed.worker()
                .limits(new dev.warren.wire.WireLimits(1 << 20, 100, 48 << 10, 6))
                .handle(NOTE, this::fail)
                .start()) {
            worker.awaitConsuming(SOON);
            publish("policy");
            publish("lower", Map.of("max-attempts", 2));
            publish("higher", Map.of("max-attempts", "5"));
            publish("beyond-the-cap", Map.of("max-attempts", 50.0));
            Map<String, GetResponse> dead = awaitDead(4);
            assertDiedAfter(4, "policy", dead);
            assertDiedAfter(2, "lower", dead);
            assertDiedAfter(5, "higher", dead);
            assertDiedAfter(6, "beyond-the-cap", dead);
        }
    }

    private void assertDiedAfter(int attempts, String id, Map<String, GetResponse> dead) {
        assertThat(runsOf(id))
                .extracting(Run::attempt)
                .hasSize(attempts)
                .isSorted()
                .doesNotHaveDuplicates();
        GetResponse letter = letter(dead, id);
        assertThat(header(letter, "dead-reason")).hasValue("attempts-exhausted");
        assertThat(header(letter, "attempt")).hasValue(Integer.toString(attempts));
        assertThat(header(letter, "error-message")).hasValue("attempt " + attempts);
        assertThat(header(letter, "error-type")).hasValue(IllegalStateException.class.getName());
    }

    private static GetResponse letter(Map<String, GetResponse> dead, String id) {
        return Objects.requireNonNull(dead.get(id), () -> id + " is not among " + dead.keySet());
    }

    @Test
    void endsAJobAsItsHandlerSays() throws Exception {
        JobType<Note> type = NOTE.retrying(QUICK.neverRetryingOn(ArithmeticException.class)
                .withMaxAge(Duration.ofHours(1))
                .withInProcess(new InProcessRetry(3, Duration.ofMillis(1))));
        try (Worker worker = bed.worker().handle(type, this::asItsIdSays).start()) {
            worker.awaitConsuming(SOON);
            publish("declined");
            publish("not-retryable");
            publish(
                    "too-old",
                    Map.of(
                            "first-enqueued-at",
                            Instant.now().minusSeconds(7_200).toString()));
            publish("snoozed");
            publish("hiccup");
            publish("hiccups");
            Map<String, GetResponse> dead = awaitDead(3);
            assertThat(header(letter(dead, "declined"), "dead-reason")).hasValue("rejected-by-handler");
            assertThat(header(letter(dead, "declined"), "error-message")).hasValue("no such customer");
            assertThat(header(letter(dead, "not-retryable"), "dead-reason")).hasValue("not-retryable");
            assertThat(header(letter(dead, "too-old"), "dead-reason")).hasValue("max-age");
            await().atMost(SOON)
                    .until(() ->
                            runsOf("snoozed").size() == 3 && runsOf("hiccups").size() == 4 && worker.inFlight() == 0);
        }
        assertThat(runsOf("declined")).hasSize(1);
        assertThat(runsOf("not-retryable")).as("in-process retries included").hasSize(1);
        assertThat(runsOf("snoozed")).extracting(Run::attempt).containsExactly(1, 1, 1);
        assertThat(runsOf("hiccup")).extracting(Run::attempt).containsExactly(1, 1);
        assertThat(runsOf("hiccups")).extracting(Run::attempt).containsExactly(1, 1, 1, 2);
        assertThat(bed.takeDead()).isEmpty();
    }

    private JobResult asItsIdSays(Job<Note> job) {
        runs.add(Run.of(job));
        long run = counts.merge(job.id().value(), 1L, Long::sum);
        return switch (job.id().value()) {
            case "declined" -> JobResult.declined("no such customer");
            case "not-retryable" -> throw new ArithmeticException("never again");
            case "too-old" -> throw new IllegalStateException("again");
            case "snoozed" -> run < 3 ? JobResult.snooze(UNIT) : JobResult.done();
            case "hiccup" -> failUntil(2, run);
            default -> failUntil(4, run);
        };
    }

    private static JobResult failUntil(long success, long run) {
        if (run < success) {
            throw new IllegalStateException("hiccup");
        }
        return JobResult.done();
    }

    @Test
    void goesOnAfterAHandlerThatAsksForAnAbsurdDelay() throws Exception {
        Duration ages = Duration.ofMillis(Long.MAX_VALUE);
        try (Worker worker = bed.worker()
                .handle(NOTE.retrying(QUICK.withMaxAttempts(1)), job -> {
                    if (job.id().value().equals("snooze")) {
                        return JobResult.snooze(ages);
                    }
                    throw new RetryAfter(ages, "in 292 million years");
                })
                .start()) {
            worker.awaitConsuming(SOON);
            publish("snooze");
            publish("retry-after");
            awaitDead(2)
                    .values()
                    .forEach(
                            letter -> assertThat(header(letter, "error-message").orElse(""))
                                    .contains("365 days"));
        }
    }

    @Test
    void waitsExactlyAsLongAsAskedAndNeverLess() throws Exception {
        JobType<Note> type = NOTE.retrying(RetryPolicy.intervals(Duration.ofMillis(500), Duration.ofMillis(1_500)));
        JobType<Note> jittered = JobType.of("jittered", Note.class)
                .retrying(QUICK.withMaxAttempts(2)
                        .withBackoff(new Backoff.Exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(9), 0.5)));
        try (Worker worker = bed.worker()
                .random(() -> 0.0)
                .handle(type, job -> {
                    runs.add(Run.of(job));
                    if (job.id().value().equals("retry-after") && job.attempt() == 1) {
                        throw new RetryAfter(Duration.ofMillis(1_100), "429");
                    }
                    return failUntil(job.id().value().equals("retry-after") ? 2 : 3, job.attempt());
                })
                .handle(jittered, this::fail)
                .start()) {
            worker.awaitConsuming(SOON);
            publish("intervals");
            publish("retry-after");
            bed.publish(properties("jittered", "jittered").build(), "{\"number\":1}");
            Instant due = Instant.now().plusMillis(1_300);
            publish("due", Map.of("due-at", due.toEpochMilli(), "max-attempts", 1));
            await().atMost(SOON)
                    .until(() -> runsOf("intervals").size() == 3
                            && runsOf("retry-after").size() == 2
                            && runsOf("jittered").size() == 2
                            && runsOf("due").size() == 1);
            assertWaited("intervals", 500, 1_500);
            assertWaited("retry-after", 1_100);
            assertWaited("jittered", 500);
            assertThat(runsOf("due").get(0).at()).isBetween(due.minusMillis(250), due.plusMillis(1_000));
        }
    }

    private void assertWaited(String id, long... millis) {
        List<Run> all = runsOf(id);
        for (int i = 0; i < millis.length; i++) {
            assertThat(Duration.between(all.get(i).at(), all.get(i + 1).at()))
                    .as("wait %d of %s", i + 1, id)
                    .isBetween(Duration.ofMillis(millis[i]), Duration.ofMillis(millis[i] + 1_000));
        }
    }

    @Test
    void neverRunsAnExpiredJob() throws Exception {
        try (Worker worker = bed.worker().handle(NOTE, this::fail).start()) {
            worker.awaitConsuming(SOON);
            publish(
                    "expired",
                    Map.of("expires-at", Instant.now().minusSeconds(1).toString()));
            publish(
                    "expires-before-its-retry",
                    Map.of("expires-at", Instant.now().plusMillis(400).toEpochMilli()));
            await().atMost(SOON).until(() -> processed("note", "expired") == 2);
        }
        assertThat(runsOf("expired")).isEmpty();
        assertThat(runsOf("expires-before-its-retry")).hasSizeLessThan(3);
        assertThat(bed.takeDead()).isEmpty();
        assertThat(bed.ready(bed.lane())).isZero();
    }

    private double processed(String type, String status) {
        return bed
                .registry()
                .find("jobs.processed")
                .tags("type", type, "lane", "default", "status", status)
                .counters()
                .stream()
                .mapToDouble(io.micrometer.core.instrument.Counter::count)
                .sum();
    }

    @Test
    void leavesAnUnknownTypeToAnotherWorkerAndGivesUpAfterTheGrace() throws Exception {
        JobType<Note> other = JobType.of("other", Note.class);
        try (Worker old = bed.worker()
                .unknownTypeGrace(Duration.ofSeconds(2))
                .handle(other, this::fail)
                .start()) {
            old.awaitConsuming(SOON);
            publish("a");
            await().atMost(SOON).until(() -> processed("unknown", "deferred") >= 1);
            GetResponse dead = bed.awaitDead();
            assertThat(header(dead, "dead-reason")).hasValue("unknown-type");
            assertThat(header(dead, "attempt")).hasValue("1");
            assertThat(header(dead, "error-message").orElse("")).contains("note", "default", "replay");
            publish("b");
            await().atMost(SOON).until(() -> processed("unknown", "deferred") >= 2);
        }
        try (Worker fresh = bed.worker().run(NOTE, job -> runs.add(Run.of(job))).start()) {
            fresh.awaitConsuming(SOON);
            await().atMost(SOON).until(() -> runsOf("b").size() == 1);
        }
        assertThat(runsOf("b")).extracting(Run::attempt).containsExactly(1);
    }

    @Test
    void absorbsDuplicatesWhileRunningAfterSuccessAndAfterDeath() throws Exception {
        try (Worker worker = bed.worker()
                .handle(NOTE, job -> {
                    runs.add(Run.of(job));
                    if (job.id().value().equals("dies")) {
                        return JobResult.declined("no");
                    }
                    release.await();
                    return JobResult.done();
                })
                .start()) {
            worker.awaitConsuming(SOON);
            publish("runs");
            await().atMost(SOON).until(() -> runsOf("runs").size() == 1);
            publish("runs");
            await().atMost(SOON).until(() -> processed("note", "duplicate") == 1);
            release.countDown();
            await().atMost(SOON).until(() -> worker.inFlight() == 0);
            publish("runs");
            await().atMost(SOON).until(() -> processed("note", "duplicate") == 2);
            publish("dies");
            bed.awaitDead();
            await().atMost(SOON).until(() -> worker.inFlight() == 0);
            publish("dies");
            await().atMost(SOON).until(() -> processed("note", "duplicate") == 3);
        }
        assertThat(runsOf("runs")).hasSize(1);
        assertThat(runsOf("dies")).hasSize(1);
        assertThat(bed.takeDead()).isEmpty();
        assertThat(bed.ready(bed.lane())).isZero();
    }

    @Test
    void givesADeadLetterThatIsMovedBackOneNewLife() throws Exception {
        try (Worker worker = bed.worker()
                .handle(NOTE.retrying(QUICK.withMaxAttempts(2)), this::fail)
                .start()) {
            worker.awaitConsuming(SOON);
            publish("a");
            GetResponse first = bed.awaitDead();
            await().atMost(SOON).until(() -> worker.inFlight() == 0);
            bed.moveToLane(first);
            bed.moveToLane(first);
            GetResponse second = bed.awaitDead();
            assertThat(header(second, "life")).hasValue("1");
            assertThat(header(second, "attempt")).hasValue("2");
            await().atMost(SOON).until(() -> processed("note", "duplicate") + processed("note", "stale") == 1);
        }
        assertThat(runsOf("a")).extracting(Run::attempt).containsExactly(1, 2, 1, 2);
        assertThat(bed.takeDead()).isEmpty();
    }

    @Test
    void takesAMessageOfTheBrokersDeliveryLimitForAReplay() throws Exception {
        try (Worker worker =
                bed.worker().run(NOTE, job -> runs.add(Run.of(job))).start()) {
            worker.awaitConsuming(SOON);
            publish("a");
            await().atMost(SOON).until(() -> runsOf("a").size() == 1 && worker.inFlight() == 0);
            Map<String, Object> death = Map.of("reason", "delivery_limit", "queue", bed.lane(), "count", 1L);
            publish("b", Map.of("x-death", List.of(death), "attempt", 3));
            await().atMost(SOON).until(() -> runsOf("b").size() == 1);
        }
        assertThat(runsOf("b")).extracting(Run::attempt).containsExactly(1);
    }

    @Test
    void runsAJobOnceOnTwoWorkersThatShareAStore() throws Exception {
        InMemoryStore store = InMemoryStore.create();
        try (Worker one = bed.worker()
                        .store(store)
                        .run(NOTE, job -> runs.add(Run.of(job)))
                        .start();
                Worker two = bed.worker()
                        .store(store)
                        .run(NOTE, job -> runs.add(Run.of(job)))
                        .start()) {
            one.awaitConsuming(SOON);
            two.awaitConsuming(SOON);
            List<String> ids =
                    Stream.iterate(0, i -> i + 1).limit(30).map(i -> "job-" + i).toList();
            for (int i = 0; i < 3; i++) {
                ids.forEach(this::publish);
            }
            await().atMost(SOON).until(() -> processed("note", "succeeded") + processed("note", "duplicate") == 90);
            assertThat(runs).extracting(Run::id).containsExactlyInAnyOrderElementsOf(ids);
        }
        assertThat(bed.ready(bed.lane())).isZero();
    }

    @Test
    void keepsIntegersOf64BitsExactThroughARetryAndADeadLetter() throws Exception {
        String body = "{\"text\":\"ä€😀\",\"number\":9223372036854775807}";
        try (Worker worker = bed.worker()
                .handle(NOTE.retrying(QUICK.withMaxAttempts(2)), this::fail)
                .start()) {
            worker.awaitConsuming(SOON);
            bed.publish(
                    properties("note", "a")
                            .headers(Map.of("big", Long.MAX_VALUE, "small", Long.MIN_VALUE))
                            .build(),
                    body);
            GetResponse dead = bed.awaitDead();
            assertThat(dead.getBody()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
            assertThat(dead.getProps().getHeaders())
                    .containsEntry("big", Long.MAX_VALUE)
                    .containsEntry("small", Long.MIN_VALUE);
        }
        assertThat(runs).extracting(Run::number).containsExactly(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    @Test
    void keepsAllPropertiesAndHeadersOnARetryAndADeadLetter() throws Exception {
        bed.management().addUser("warren-test-producer", "secret");
        Map<String, Object> headers = new HashMap<>(Map.of(
                "colour", "red", "count", 3, "tenant-id", "t-1", "traceparent", "00-1-2-01", "list", List.of(1, 2)));
        headers.put("void", null);
        headers.put("CC", List.of("another.key"));
        headers.put("x-death", List.of(Map.of("reason", "expired", "queue", bed.lane())));
        BasicProperties sent = properties("note", "a")
                .headers(headers)
                .contentType("application/json; charset=utf-8")
                .contentEncoding("utf-8")
                .correlationId("c-1")
                .replyTo("no.such.queue")
                .timestamp(java.util.Date.from(Instant.ofEpochSecond(1_700_000_000)))
                .priority(3)
                .appId("app")
                .expiration("1000")
                .deliveryMode(1)
                .build();
        String body = "{\"number\": 1}";
        try {
            try (Worker worker = bed.worker()
                    .handle(
                            NOTE.retrying(
                                    QUICK.withMaxAttempts(2).withBackoff(Backoff.intervals(Duration.ofMillis(1_250)))),
                            this::fail)
                    .start()) {
                worker.awaitConsuming(SOON);
                bed.publishAs("warren-test-producer", "secret", bed.lane(), sent, body);
                await().atMost(SOON).until(() -> runsOf("a").size() == 1 && worker.inFlight() == 0);
            }
            GetResponse retry = await().atMost(SOON)
                    .until(() -> bed.take(bed.lane()), found -> found.isPresent())
                    .orElseThrow();
            assertSame(sent, body, retry);
            assertThat(header(retry, "attempt")).hasValue("2");
            assertThat(header(retry, "error-message")).hasValue("attempt 1");
            bed.moveToLane(retry);
            try (Worker worker = bed.worker()
                    .handle(NOTE.retrying(QUICK.withMaxAttempts(2)), this::fail)
                    .start()) {
                worker.awaitConsuming(SOON);
                assertSame(sent, body, bed.awaitDead());
            }
            assertThat(runsOf("a")).extracting(Run::attempt).containsExactly(1, 2);
            assertThat(bed.ready(bed.lane()) + bed.ready(bed.dead()))
                    .as("copies by CC")
                    .isZero();
        } finally {
            bed.management().deleteUser("warren-test-producer");
        }
    }

    @Test
    void letsTheProducersExpirationCutNeitherARetryNorADeadLetterShort() throws Exception {
        JobType<Note> type = NOTE.retrying(RetryPolicy.intervals(Duration.ofMillis(1_500)));
        try (Worker worker = bed.worker().handle(type, this::fail).start()) {
            worker.awaitConsuming(SOON);
            bed.publish(properties("note", "twice").expiration("700").build(), "{\"number\":1}");
            Map<String, Object> once = Map.of("max-attempts", 1);
            bed.publish(
                    properties("note", "once").expiration("700").headers(once).build(), "{\"number\":1}");
            Map<String, GetResponse> dead = awaitDead(2);
            assertWaited("twice", 1_500);
            assertThat(letter(dead, "once").getProps().getExpiration()).isNull();
        }
    }

    private static void assertSame(BasicProperties sent, String body, GetResponse copy) {
        BasicProperties is = copy.getProps();
        assertThat(copy.getBody()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
        assertThat(List.of(is.getType(), is.getMessageId(), is.getContentType(), is.getContentEncoding()))
                .isEqualTo(List.of("note", "a", sent.getContentType(), "utf-8"));
        assertThat(List.of(is.getCorrelationId(), is.getReplyTo(), is.getTimestamp(), is.getPriority(), is.getAppId()))
                .isEqualTo(List.of("c-1", "no.such.queue", sent.getTimestamp(), 3, "app"));
        assertThat(is.getDeliveryMode()).as("persistent").isEqualTo(2);
        assertThat(is.getExpiration()).isNull();
        assertThat(is.getHeaders())
                .containsKeys("void", "list")
                .containsEntry("count", 3)
                .doesNotContainKeys("CC", "BCC");
        assertThat(header(copy, "colour")).hasValue("red");
        assertThat(header(copy, "tenant-id")).hasValue("t-1");
        assertThat(header(copy, "traceparent")).hasValue("00-1-2-01");
        assertThat(header(copy, "published-by")).hasValue("warren-test-producer");
        assertThat(header(copy, "list")).hasValue("[1, 2]");
    }

    @Test
    void writesTheJobsIdOnEveryLineAndItsPayloadOnNone() throws Exception {
        try (Logged all = Logged.by("dev.warren")) {
            try (Worker worker = bed.worker()
                    .handle(NOTE.retrying(QUICK.withMaxAttempts(2)), job -> {
                        LoggerFactory.getLogger("dev.warren.test.handler").info("in the handler");
                        return fail(job);
                    })
                    .start()) {
                worker.awaitConsuming(SOON);
                publish("logged");
                bed.awaitDead();
                bed.publish(properties("note", "bad").build(), "{\"number\":\"secret-text\"}");
                bed.awaitDead();
            }
            assertThat(all.events("in the handler"))
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.getMDCPropertyMap())
                            .containsEntry("job_id", "logged")
                            .containsEntry("job_type", "note")
                            .containsEntry("lane", "default")
                            .containsKey("attempt"));
            List<ILoggingEvent> ofJobs = all.events().stream()
                    .filter(event -> event.getLoggerName().equals("dev.warren.jobs"))
                    .toList();
            assertThat(ofJobs)
                    .hasSizeGreaterThanOrEqualTo(6)
                    .allSatisfy(event -> assertThat(event.getKeyValuePairs())
                            .extracting(pair -> pair.key)
                            .contains("job_id", "job_type", "lane", "attempt"));
            assertThat(all.events())
                    .noneSatisfy(event -> assertThat(event.getFormattedMessage() + event.getKeyValuePairs())
                            .contains("secret-text"));
            assertThat(all.events("dead letter: attempts-exhausted")).hasSize(1);
            assertThat(all.events("in the handler")).hasSize(2);
        }
    }

    @Test
    void countsUnderTheNamesAndTagsThatAreDocumented() throws Exception {
        try (Worker worker =
                bed.worker().run(NOTE, job -> runs.add(Run.of(job))).start()) {
            worker.awaitConsuming(SOON);
            publish("a");
            bed.publish(properties("note", null).build(), "{\"number\":1}");
            bed.publish(properties("no-such-type", "x").build(), "{}");
            bed.publish(properties("note", "y").build(), "no JSON");
            bed.awaitDead();
            await().atMost(SOON)
                    .until(() -> processed("note", "succeeded") == 2
                            && processed("unknown", "deferred") >= 1
                            && processed("note", "dead") == 1);
            await().atMost(SOON)
                    .until(() ->
                            bed.registry().get("jobs.publish.confirm").timer().count() >= 2);
            assertThat(bed.registry()
                            .get("jobs.duration")
                            .tag("type", "note")
                            .timer()
                            .count())
                    .isEqualTo(3);
            assertThat(bed.registry()
                            .get("jobs.queue.latency")
                            .tag("lane", "default")
                            .timer()
                            .count())
                    .isEqualTo(3);
            assertThat(bed.registry().get("jobs.without.id").counter().count()).isEqualTo(1);
            for (String name : List.of("jobs.in.flight", "jobs.dead.letters", "jobs.ready")) {
                assertThat(bed.registry()
                                .get(name)
                                .tag("lane", "default")
                                .gauge()
                                .value())
                        .as(name)
                        .isZero();
            }
            assertThat(bed.registry().get("jobs.unrouted").gauge().value()).isZero();
            assertThat(bed.registry().get("jobs.connection").gauges())
                    .allSatisfy(gauge -> assertThat(gauge.value()).isEqualTo(1))
                    .extracting(gauge -> gauge.getId().getTag("purpose"))
                    .contains("consume");
        }
        assertThat(bed.registry()
                        .get("jobs.connection")
                        .tag("purpose", "consume")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void messagesOfTheSameContentAreOneJobWhereATypeIsKeyedByItsPayload() throws Exception {
        JobType<Note> byContent = NOTE.keyedBy(KeySource.payload());
        try (Worker worker =
                bed.worker().run(byContent, job -> runs.add(Run.of(job))).start()) {
            worker.awaitConsuming(SOON);
            bed.publish(properties("note", "one").build(), "{\"text\":\"a\",\"number\":1}");
            await().atMost(SOON).until(() -> !runsOf("one").isEmpty());
            bed.publish(properties("note", "other").build(), "{ \"number\": 1, \"text\": \"\\u0061\" }");
            Map<String, Object> ownKey = Map.of("idempotency-key", "k");
            bed.publish(properties("note", "own-key").headers(ownKey).build(), "{\"text\":\"a\",\"number\":1}");
            bed.publish(properties("note", "last").build(), "{\"text\":\"a\",\"number\":2}");
            await().atMost(SOON).until(() -> runs.size() >= 3);
        }
        assertThat(runs.stream().map(Run::id)).containsExactlyInAnyOrder("one", "own-key", "last");
    }

    @Test
    void publisherAndWorkerGiveAJobTheSameKeyByItsPayload() throws Exception {
        JobType<Note> byContent = NOTE.keyedBy(KeySource.payload());
        InMemoryStore store = InMemoryStore.create();
        try (Publisher publisher = Publisher.builder(bed.broker())
                        .topology(bed.topology())
                        .store(store)
                        .metrics(bed.registry())
                        .start();
                Worker worker = bed.worker()
                        .store(store)
                        .run(byContent, job -> runs.add(Run.of(job)))
                        .start()) {
            worker.awaitConsuming(SOON);
            publisher.enqueue(byContent, new Note("a", 1)).get(30, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> runs.size() == 1);
            publisher.enqueue(byContent, new Note("a", 1)).get(30, TimeUnit.SECONDS);
            publisher.enqueue(byContent, new Note("a", 2)).get(30, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> runs.size() >= 2);
        }
        assertThat(runs.stream().map(Run::number)).containsExactly(1L, 2L);
        assertThat(store.search(JobQuery.builder().build()).jobs())
                .extracting(JobRecord::status)
                .containsExactly(JobStatus.SUCCEEDED, JobStatus.SUCCEEDED);
        assertThat(bed.takeDead()).isEmpty();
    }

    @Test
    void whatCannotBeKeyedByItsPayloadIsMalformed() throws Exception {
        JobType<Note> byContent = NOTE.keyedBy(KeySource.payload());
        try (Worker worker =
                bed.worker().run(byContent, job -> runs.add(Run.of(job))).start()) {
            worker.awaitConsuming(SOON);
            bed.publish(properties("note", "twice").build(), "{\"number\":1,\"number\":2}");
            assertThat(header(bed.awaitDead(), "dead-reason")).contains("malformed");
        }
        assertThat(runs).isEmpty();
    }
}
