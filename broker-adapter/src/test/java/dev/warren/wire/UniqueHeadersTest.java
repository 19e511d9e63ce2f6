package dev.warren.wire;

import static dev.warren.wire.Messages.headers;
import static dev.warren.wire.Messages.read;
import static dev.warren.wire.Messages.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.job.Uniqueness;
import dev.warren.job.Uniqueness.OnConflict;
import dev.warren.job.Uniqueness.Span;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UniqueHeadersTest {
    private static final Uniqueness KEY = Uniqueness.of("user-42");

    private static Uniqueness uniqueness(Object... namesAndValues) {
        return read(Messages.of(headers(namesAndValues))).uniqueness().orElseThrow();
    }

    static Uniqueness[] all() {
        return new Uniqueness[] {
            KEY,
            KEY.untilStarted(),
            KEY.whileRunning(),
            KEY.during(Duration.ofMillis(1)),
            KEY.during(Duration.ofDays(365)).waiting(),
            KEY.whileRunning().waiting(),
            KEY.untilStarted().replacing()
        };
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatAPublisherWritesAWorkerReads(Uniqueness uniqueness) {
        assertThat(read(Messages.of(UniqueHeaders.of(uniqueness))).uniqueness()).contains(uniqueness);
    }

    @Test
    void aKeyIsEnough() {
        assertThat(uniqueness("unique-key", "user-42"))
                .isEqualTo(new Uniqueness("user-42", Span.FINISHED, Duration.ZERO, OnConflict.SKIP));
        assertThat(read(Messages.of(headers("unique-until", "running"))).uniqueness())
                .isEmpty();
        assertThat(read(Messages.of(headers("unique-key", " "))).uniqueness()).isEmpty();
    }

    @Test
    void aTimeIsMillisecondsOrIso8601() {
        Duration tenMinutes = Duration.ofMinutes(10);
        assertThat(uniqueness("unique-key", "k", "unique-until", "PT10M").time())
                .isEqualTo(tenMinutes);
        assertThat(uniqueness("unique-key", "k", "unique-until", 600_000).time())
                .isEqualTo(tenMinutes);
        assertThat(uniqueness("unique-key", "k", "unique-until", "600000").time())
                .isEqualTo(tenMinutes);
        assertThat(uniqueness("unique-key", "k", "unique-until", 600_000.0).time())
                .isEqualTo(tenMinutes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0", "-1", "1.5", "PT0S", "P400D", "99999999999999999999", "P1Y", "1e99"})
    void anythingElseIsMalformed(String until) {
        assertThat(refusal(Messages.of(headers("unique-key", "k", "unique-until", until))))
                .contains("`unique-until`");
    }

    @Test
    void soIsAnUnknownWayOfConflict() {
        assertThat(refusal(Messages.of(headers("unique-key", "k", "unique-conflict", "fight"))))
                .contains("`unique-conflict`");
        assertThat(refusal(Messages.of(headers("unique-key", "x".repeat(256))))).contains("`unique-key`");
    }

    @Test
    void aUniquenessKnowsItsBounds() {
        assertThatThrownBy(() -> Uniqueness.of(" ")).hasMessageContaining("1 to 255");
        assertThatThrownBy(() -> Uniqueness.of("ä".repeat(128))).hasMessageContaining("256 bytes");
        assertThatThrownBy(() -> KEY.during(Duration.ZERO)).hasMessageContaining("1 ms to 365 days");
        assertThatThrownBy(() -> new Uniqueness("k", Span.RUNNING, Duration.ofMillis(1), OnConflict.SKIP))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theHeadersStandInCopiesOfTheMessage() {
        JobMessage job = read(Messages.of(UniqueHeaders.of(KEY.whileRunning().waiting())));
        assertThat(read(MessageWriter.deferred(job, Messages.NOW, Messages.NOW)).uniqueness())
                .isEqualTo(job.uniqueness());
    }
}
