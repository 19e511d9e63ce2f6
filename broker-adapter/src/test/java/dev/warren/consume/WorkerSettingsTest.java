package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.job.Job;
import dev.warren.job.JobContext;
import dev.warren.job.JobHandler;
import dev.warren.job.JobId;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.job.JobTypeName;
import dev.warren.job.RetryAfter;
import dev.warren.lanes.LaneShares;
import dev.warren.lanes.Prefetch;
import dev.warren.retry.Backoff;
import dev.warren.retry.InProcessRetry;
import dev.warren.retry.RetryPolicy;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker is told, and what it knows how to run. */
class WorkerSettingsTest {
    private static final JobType<String> GREET = JobType.of("greet", String.class);
    private static final Handlers ONE = Handlers.none().with(GREET, job -> JobResult.done());
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static WorkerSettings settings(
            List<LaneName> lanes, int slots, Handlers handlers, Duration grace, Duration depth, Duration lease) {
        return settings(lanes, slots, handlers, grace, depth, lease, 3);
    }

    private static WorkerSettings withResultLimit(int bytes) {
        return settings(List.of(LaneName.BULK), 1, ONE, SECOND, SECOND, SECOND, 3, bytes);
    }

    private static WorkerSettings settings(
            List<LaneName> lanes,
            int slots,
            Handlers handlers,
            Duration grace,
            Duration depth,
            Duration lease,
            int poisonAfter) {
        return settings(lanes, slots, handlers, grace, depth, lease, poisonAfter, 0);
    }

    private static WorkerSettings settings(
            List<LaneName> lanes,
            int slots,
            Handlers handlers,
            Duration grace,
            Duration depth,
            Duration lease,
            int poisonAfter,
            int resultLimit) {
        return new WorkerSettings(
                Topology.standard(),
                TopologyMode.DECLARE,
                lanes,
                slots,
                LaneShares.weighted(),
                Prefetch.DEFAULTS,
                handlers,
                grace,
                depth,
                lease,
                poisonAfter,
                Duration.ofMinutes(10),
                resultLimit,
                Backoff.intervals(SECOND));
    }

    private static void assertRefused(Runnable making, String... words) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void takesWhatIsInBounds() {
        List<LaneName> lanes = List.of(LaneName.BULK);
        assertThat(settings(lanes, 1, ONE, Duration.ZERO, Duration.ofMillis(100), SECOND)
                        .lanes())
                .isEqualTo(lanes);
        assertThat(settings(lanes, 10_000, ONE, Duration.ofDays(7), Duration.ofMinutes(10), Duration.ofMinutes(10))
                        .slots())
                .isEqualTo(10_000);
    }

    @Test
    void refusesLanesThatAreNoneUnknownOrNamedTwice() {
        assertRefused(() -> settings(List.of(), 1, ONE, SECOND, SECOND, SECOND), "no lanes", "critical");
        assertRefused(
                () -> settings(List.of(new LaneName("mail")), 1, ONE, SECOND, SECOND, SECOND), "no lane mail", "bulk");
        assertRefused(
                () -> settings(List.of(LaneName.BULK, LaneName.BULK), 1, ONE, SECOND, SECOND, SECOND), "bulk", "twice");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void refusesSlotsOutOfBounds(int slots) {
        assertRefused(
                () -> settings(List.of(LaneName.BULK), slots, ONE, SECOND, SECOND, SECOND),
                "slots is " + slots + "; it must be from 1 to 10000");
    }

    @Test
    void refusesAWorkerWithoutHandlers() {
        assertRefused(
                () -> settings(List.of(LaneName.BULK), 1, Handlers.none(), SECOND, SECOND, SECOND),
                "no handlers",
                "run(…)");
    }

    @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
    @CsvSource({
        "PT-1S,   PT1S,     PT1S,     unknownTypeGrace is PT-1S; it must be from PT0S to PT168H",
        "PT169H,  PT1S,     PT1S,     unknownTypeGrace is PT169H; it must be from PT0S to PT168H",
        "PT1S,    PT0.099S, PT1S,     depthInterval is PT0.099S; it must be from PT0.1S to PT10M",
        "PT1S,    PT601S,   PT1S,     depthInterval is PT10M1S; it must be from PT0.1S to PT10M",
        "PT1S,    PT1S,     PT0.999S, lease is PT0.999S; it must be from PT1S to PT10M",
        "PT1S,    PT1S,     PT601S,   lease is PT10M1S; it must be from PT1S to PT10M",
    })
    void refusesTimesOutOfBounds(Duration grace, Duration depth, Duration lease, String message) {
        assertRefused(() -> settings(List.of(LaneName.BULK), 1, ONE, grace, depth, lease), message);
    }

    @Test
    void resultsAreBounded() {
        assertThat(withResultLimit(1 << 20).resultLimit()).isEqualTo(1 << 20);
        assertRefused(() -> withResultLimit(-1), "resultLimit is -1; it must be from 0 to 1048576 bytes");
        assertRefused(() -> withResultLimit((1 << 20) + 1), "resultLimit is 1048577");
    }

    @Test
    void takesAsManyCrashesAsAreInBounds() {
        for (int crashes : new int[] {1, 3, 1_000}) {
            WorkerSettings settings = settings(List.of(LaneName.BULK), 1, ONE, SECOND, SECOND, SECOND, crashes);
            assertThat(settings.poisonAfter()).isEqualTo(crashes);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_001})
    void refusesCrashesOutOfBounds(int crashes) {
        assertRefused(
                () -> settings(List.of(LaneName.BULK), 1, ONE, SECOND, SECOND, SECOND, crashes),
                "poisonAfter is " + crashes + "; it must be from 1 to 1000");
    }

    @Test
    void findsTheHandlerOfAType() {
        JobType<Integer> other = JobType.of("count", Integer.class);
        Handlers two = ONE.with(other, job -> JobResult.done());
        assertThat(two.find(new JobTypeName("count")).orElseThrow().type()).isEqualTo(other);
        assertThat(two.find(new JobTypeName("greet")).orElseThrow().type()).isEqualTo(GREET);
        assertThat(two.find(new JobTypeName("Greet"))).isEmpty();
        assertThat(ONE.find(new JobTypeName("count")))
                .as("the set it was made from")
                .isEmpty();
        assertThat(Handlers.none().isEmpty()).isTrue();
        assertThat(two.isEmpty()).isFalse();
    }

    @Test
    void refusesASecondHandlerOfAType() {
        JobType<Integer> sameName = JobType.of("greet", Integer.class);
        assertRefused(() -> ONE.with(sameName, job -> JobResult.done()), "greet", "two handlers");
    }

    @Test
    void retriesInProcessOnlyWhatThePolicyRetries() {
        RetryPolicy policy = RetryPolicy.standard()
                .retryingOn(IOException.class, RetryAfter.class, InterruptedException.class)
                .withInProcess(new InProcessRetry(3, Duration.ofMillis(1)));
        assertThat(callsUntil(policy, new IOException())).isEqualTo(3);
        assertThat(callsUntil(policy, new IllegalStateException())).isEqualTo(1);
        assertThat(callsUntil(policy, new RetryAfter(SECOND, "429"))).isEqualTo(1);
        assertThat(callsUntil(policy, new InterruptedException())).isEqualTo(1);
        assertThat(callsUntil(RetryPolicy.standard(), new IOException())).isEqualTo(1);
    }

    private static int callsUntil(RetryPolicy policy, Exception failure) {
        AtomicInteger calls = new AtomicInteger();
        JobHandler<String> handler = QuickRetries.around(GREET.retrying(policy), job -> {
            calls.incrementAndGet();
            throw failure;
        });
        Job<String> job = new Job<>(
                new JobId("1"),
                GREET.name(),
                LaneName.DEFAULT,
                1,
                5,
                "you",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                JobContext.NONE);
        assertThatThrownBy(() -> handler.handle(job)).isSameAs(failure);
        return calls.get();
    }
}
