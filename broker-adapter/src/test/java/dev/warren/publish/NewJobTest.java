package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewJobTest {
    private static final JobType<String> TYPE =
            JobType.of("greet", String.class).onLane(LaneName.BULK);
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void goesToItsTypesLaneAtOnceUnlessTold() {
        assertThat(NewJob.of(TYPE, "p"))
                .isEqualTo(new NewJob<>(
                        TYPE,
                        "p",
                        LaneName.BULK,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()));
    }

    @Test
    void everyMethodAnswersAChangedCopy() {
        NewJob<String> before = NewJob.of(TYPE, "p");
        List<NewJob<String>> copies = List.of(
                before.onLane(LaneName.CRITICAL),
                before.withId("own"),
                before.withKey("order-7"),
                before.delayedBy(Duration.ofSeconds(1)),
                before.dueAt(NOON),
                before.expiringAt(NOON),
                before.withMaxAttempts(3),
                before.forTenant("acme"),
                before.forUser("kim"),
                before.withCorrelationId("c-1"),
                before.withReplyTo("answers"),
                before.withHeader("x", 1));
        assertThat(copies).doesNotContain(before).doesNotHaveDuplicates();
        assertThat(before).isEqualTo(NewJob.of(TYPE, "p"));
    }

    @Test
    void writesItsWishesAsTheWireFormatNamesThem() {
        NewJob<String> job = NewJob.of(TYPE, "p")
                .withKey("order-7")
                .expiringAt(NOON)
                .withMaxAttempts(3)
                .forTenant("acme")
                .forUser("kim")
                .withHeader("x", true);
        assertThat(job.headers())
                .isEqualTo(Map.of(
                        "idempotency-key",
                        "order-7",
                        "expires-at",
                        NOON.toEpochMilli(),
                        "max-attempts",
                        3,
                        "tenant-id",
                        "acme",
                        "user-id",
                        "kim",
                        "x",
                        true));
    }

    @Test
    void theLaterOfDelayAndDueTimeHolds() {
        NewJob<String> job = NewJob.of(TYPE, "p");
        assertThat(job.delayedBy(Duration.ofSeconds(1)).dueAt(NOON).delay()).isEmpty();
        assertThat(job.dueAt(NOON).delayedBy(Duration.ofSeconds(1)).due()).isEmpty();
    }

    @Test
    void doesNotShareItsHeaders() {
        Map<String, Object> mutable = new HashMap<>(Map.of("x", 1));
        NewJob<String> job = new NewJob<>(
                TYPE,
                "p",
                LaneName.BULK,
                Optional.of(new JobId("1")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                mutable);
        mutable.put("y", 2);
        assertThat(job.headers()).isEqualTo(Map.of("x", 1));
        assertThatThrownBy(() -> job.headers().put("z", 3)).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_001})
    void refusesAttemptsOutOfBounds(int attempts) {
        assertThatThrownBy(() -> NewJob.of(TYPE, "p").withMaxAttempts(attempts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxAttempts is " + attempts + "; it must be from 1 to 1000");
    }

    @Test
    void refusesToReplyWhereNobodyCanBeAnswered() {
        NewJob<String> job = NewJob.of(TYPE, "p");
        assertThatThrownBy(() -> job.withReplyTo(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> job.withReplyTo("x".repeat(256))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> job.withReplyTo("amq.rabbitmq.reply-to"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name a queue");
    }

    @Test
    void refusesIdsOutOfBounds() {
        assertThatThrownBy(() -> NewJob.of(TYPE, "p").withId("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NewJob.of(TYPE, "p").withId("x".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256");
    }

    @Test
    void refusesTimesThatNoWorkerCanRead() {
        NewJob<String> job = NewJob.of(TYPE, "p");
        assertThatThrownBy(() -> job.dueAt(Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("type greet", "due at +1000000000", "years 0 to 9999");
        for (Instant time : List.of(
                Instant.MIN,
                Instant.MAX,
                Instant.parse("9999-12-31T23:59:59.999Z").plusMillis(1))) {
            assertThatThrownBy(() -> job.expiringAt(time))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("type greet", "expiring at " + time);
        }
    }

    @Test
    void refusesADelayBeyondTheYear9999() {
        NewJob<String> job = NewJob.of(TYPE, "p").delayedBy(Duration.ofSeconds(Long.MAX_VALUE));
        assertThatThrownBy(() -> job.startsAt(NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("type greet", "shorter delay");
    }

    @Test
    void startsAtOnceWhenItsTimeHasPassed() {
        NewJob<String> job = NewJob.of(TYPE, "p");
        assertThat(job.startsAt(NOON)).isEmpty();
        assertThat(job.dueAt(Instant.MIN).startsAt(NOON)).isEmpty();
        assertThat(job.dueAt(NOON).startsAt(NOON)).isEmpty();
        assertThat(job.delayedBy(Duration.ofSeconds(Long.MIN_VALUE)).startsAt(NOON))
                .isEmpty();
        assertThat(job.delayedBy(Duration.ofSeconds(1)).startsAt(NOON)).contains(NOON.plusSeconds(1));
    }
}
