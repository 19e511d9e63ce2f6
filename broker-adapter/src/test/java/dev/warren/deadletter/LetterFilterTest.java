package dev.warren.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LetterFilterTest {
    private static final LetterFilter ALL = LetterFilter.all();
    private static final Instant DIED = Instant.parse("2026-11-22T10:00:00Z");

    private static final DeadLetter LETTER = Letters.with(Map.of(
            "dead-reason",
            "attempts-exhausted",
            "dead-at",
            DIED.toString(),
            "error-type",
            "java.net.SocketTimeoutException",
            "error-message",
            "Connect timed out",
            "error-stack",
            "at Mail.send(Mail.java:7)"));

    private static final DeadLetter FOREIGN = Letters.of(new dev.warren.broker.Message(
            new dev.warren.broker.Message.Properties(
                    null, null, null, null, null, null, null, null, null, null, null, null, Map.of()),
            new byte[] {1}));

    @Test
    void meansAllWithoutACondition() {
        assertThat(ALL.meansAll()).isTrue();
        assertThat(ALL.id("a").meansAll()).isFalse();
        assertThat(ALL.matches(LETTER)).isTrue();
        assertThat(ALL.matches(FOREIGN)).isTrue();
    }

    @Test
    void meansTypesByNameOrBeginning() {
        assertThat(ALL.type("email.send").matches(LETTER)).isTrue();
        assertThat(ALL.type("email.*").matches(LETTER)).isTrue();
        assertThat(ALL.type("sms.*").type("email.*").matches(LETTER)).isTrue();
        assertThat(ALL.type("email").matches(LETTER)).isFalse();
        assertThat(ALL.type("*").matches(FOREIGN)).isFalse();
    }

    @Test
    void meansReasonsAndIds() {
        assertThat(ALL.reason("attempts-exhausted").matches(LETTER)).isTrue();
        assertThat(ALL.reason("poison").matches(LETTER)).isFalse();
        assertThat(ALL.reason("unknown").matches(FOREIGN)).isTrue();
        assertThat(ALL.id("b").id("a").matches(LETTER)).isTrue();
        assertThat(ALL.id("b").matches(LETTER)).isFalse();
        assertThat(ALL.id("a").matches(FOREIGN)).isFalse();
    }

    @Test
    void meansASpanOfTimeWithItsBeginningAndWithoutItsEnd() {
        assertThat(ALL.from(DIED).matches(LETTER)).isTrue();
        assertThat(ALL.from(DIED.plusMillis(1)).matches(LETTER)).isFalse();
        assertThat(ALL.until(DIED).matches(LETTER)).isFalse();
        assertThat(ALL.until(DIED.plusMillis(1)).matches(LETTER)).isTrue();
        assertThat(ALL.from(Instant.EPOCH).matches(FOREIGN)).isFalse();
        assertThat(ALL.until(DIED).matches(FOREIGN)).isFalse();
    }

    @Test
    void meansTextInTheErrorWhateverItsCase() {
        assertThat(ALL.errorText("TIMED OUT").matches(LETTER)).isTrue();
        assertThat(ALL.errorText("sockettimeout").matches(LETTER)).isTrue();
        assertThat(ALL.errorText("mail.java:7").matches(LETTER)).isTrue();
        assertThat(ALL.errorText("refused").matches(LETTER)).isFalse();
        assertThat(ALL.errorText("").matches(FOREIGN)).isFalse();
    }

    @Test
    void meansWhatMeetsEveryKindOfCondition() {
        assertThat(ALL.id("a").reason("poison").matches(LETTER)).isFalse();
        assertThat(ALL.id("a").reason("attempts-exhausted").from(DIED).matches(LETTER))
                .isTrue();
    }
}
