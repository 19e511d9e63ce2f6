package dev.warren.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.retry.RetryPolicy;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobValuesTest {
    @Test
    void takesIdsOfUpTo255Bytes() {
        assertThat(new JobId("a".repeat(255)).toString()).hasSize(255);
        assertThat(new JobId("€".repeat(85)).value()).hasSize(85);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 1_000})
    void refusesLongerIdsAndSaysHowLong(int bytes) {
        assertThatThrownBy(() -> new JobId("a".repeat(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a job id has 1 to 255 bytes; this one has " + bytes);
        assertThatThrownBy(() -> new JobId("€".repeat(86))).hasMessageContaining("has 258");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void refusesBlankNames(String blank) {
        assertThatThrownBy(() -> new JobId(blank)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JobTypeName(blank)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesJobTypesOfUpTo128Bytes() {
        assertThat(new JobTypeName("€".repeat(42) + "ab").toString()).hasSize(44);
        assertThatThrownBy(() -> new JobTypeName("€".repeat(43)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a job type has 1 to 128 bytes; this one has 129");
    }

    @Test
    void ordersCoordinatesByLifeThenRun() {
        List<Coordinates> inOrder = List.of(
                Coordinates.FIRST,
                new Coordinates(0, 2),
                new Coordinates(0, 10),
                new Coordinates(1, 1),
                new Coordinates(2, 1));
        assertThat(inOrder.stream().sorted().toList()).isEqualTo(inOrder);
        assertThat(Coordinates.FIRST.nextRun()).isEqualTo(new Coordinates(0, 2));
        assertThat(new Coordinates(0, 7).nextLife()).isEqualTo(new Coordinates(1, 1));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 0", "0, -1"})
    void refusesCoordinatesOutOfBounds(int life, int run) {
        assertThatThrownBy(() -> new Coordinates(life, run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("life " + life + ", run " + run);
    }

    @Test
    void aJobTypeHasTheDefaultsUntilChanged() {
        JobType<String> type = JobType.of("email.send", String.class);
        assertThat(type)
                .isEqualTo(new JobType<>(
                        new JobTypeName("email.send"), String.class, RetryPolicy.standard(), LaneName.DEFAULT));
        assertThat(type.onLane(LaneName.BULK).retrying(RetryPolicy.never()))
                .isEqualTo(new JobType<>(type.name(), String.class, RetryPolicy.never(), LaneName.BULK));
    }

    @ParameterizedTest(name = "attempt {0} of {1} is the last: {2}")
    @CsvSource({"1, 1, true", "1, 2, false", "2, 2, true", "3, 2, true"})
    void knowsItsLastAttempt(int attempt, int most, boolean last) {
        Job<String> job = new Job<>(
                new JobId("1"),
                new JobTypeName("t"),
                LaneName.DEFAULT,
                attempt,
                most,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                JobContext.NONE);
        assertThat(job.isLastAttempt()).isEqualTo(last);
    }

    @Test
    void doneWithoutAValueIsTheSameAsDoneWithNull() {
        assertThat(JobResult.done(null)).isEqualTo(JobResult.done());
        assertThat(JobResult.done(7)).isEqualTo(new JobResult.Done(Optional.of(7)));
    }

    @Test
    @SuppressWarnings("NullAway") // a handler outside the checker's reach does so: declined(e.getMessage())
    void declinesWithoutAReason() {
        assertThat(JobResult.declined(null)).isEqualTo(JobResult.declined("no reason was given"));
    }

    @Test
    void bringsItselfBackAfterOneMillisecondToAYear() {
        for (Duration wrong : List.of(
                Duration.ZERO,
                Duration.ofNanos(999_999),
                Duration.ofSeconds(-1),
                Duration.ofDays(365).plusMillis(1),
                ChronoUnit.FOREVER.getDuration())) {
            assertThatThrownBy(() -> JobResult.snooze(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("snoozed for " + wrong, "1 ms to 365 days");
            assertThatThrownBy(() -> new RetryAfter(wrong, "later"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("RetryAfter asks for " + wrong, "1 ms to 365 days");
        }
        assertThat(new RetryAfter(Duration.ofDays(365), "later").delay()).isEqualTo(Duration.ofDays(365));
        assertThat(JobResult.snooze(Duration.ofMillis(1))).isEqualTo(new JobResult.Snoozed(Duration.ofMillis(1)));
    }
}
