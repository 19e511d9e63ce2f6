package dev.warren.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void keepsWhatFits() {
        Failure failure = new Failure("t".repeat(256), "m".repeat(1_024), "s".repeat(4_096));
        assertThat(failure.type()).isEqualTo("t".repeat(256));
        assertThat(failure.message()).isEqualTo("m".repeat(1_024));
        assertThat(failure.stack()).isEqualTo("s".repeat(4_096));
    }

    @Test
    void cutsWhatIsTooLongAndShowsIt() {
        Failure failure = new Failure("t".repeat(257), "m".repeat(5_000), "s".repeat(100_000));
        assertThat(failure.type()).isEqualTo("t".repeat(255) + "…");
        assertThat(failure.message()).isEqualTo("m".repeat(1_023) + "…");
        assertThat(failure.stack()).isEqualTo("s".repeat(4_095) + "…");
    }

    @Test
    void neverCutsBetweenTheHalvesOfASurrogatePair() {
        String pair = "😀";
        assertThat(new Failure("a".repeat(254) + pair + "bc", "", "").type()).isEqualTo("a".repeat(254) + "…");
        assertThat(new Failure("a".repeat(253) + pair + "bc", "", "").type()).isEqualTo("a".repeat(253) + pair + "…");
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 1_100) {
                text.append(random.nextBoolean() ? pair : "x");
            }
            String cut = new Failure("", text.toString(), "").message();
            assertThat(cut).hasSizeBetween(1_023, 1_024);
            assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(cut);
        }
    }

    @Test
    void hasNoMessageWhereTheExceptionHasNone() {
        assertThat(Failure.of(new IllegalStateException()).message()).isEmpty();
    }

    @Test
    void survivesExceptionsThatThrowWhenAsked() {
        for (Misbehaving failure : new Misbehaving[] {
            new Misbehaving(new IllegalStateException("in getMessage")),
            new Misbehaving(new StackOverflowError()),
            new Misbehaving(new AssertionError("in getMessage"))
        }) {
            Failure seen = Failure.of(failure);
            assertThat(seen.type()).isEqualTo(Misbehaving.class.getName());
            assertThat(seen.message())
                    .isEqualTo("(its message could not be read: "
                            + failure.thrown.getClass().getName() + ")");
            assertThat(seen.stack()).isEmpty();
        }
    }

    private static final class Misbehaving extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Throwable thrown;

        Misbehaving(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public @Nullable String getMessage() {
            throw sneaky(thrown);
        }

        @Override
        public void printStackTrace(PrintWriter writer) {
            throw sneaky(thrown);
        }

        private static RuntimeException sneaky(Throwable thrown) {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    @Test
    void survivesCausesInACircle() {
        Exception first = new IllegalStateException("first");
        Exception second = new IllegalStateException("second", first);
        first.initCause(second);
        first.setStackTrace(new StackTraceElement[0]);
        second.setStackTrace(new StackTraceElement[0]);
        assertThat(Failure.of(first).stack()).contains("CIRCULAR REFERENCE");
    }

    @Test
    void survivesAVeryLongChainOfCauses() {
        Exception cause = new IllegalStateException("the root");
        for (int i = 0; i < 2_000; i++) {
            cause = new IllegalStateException("wrapped", cause);
        }
        assertThat(Failure.of(cause).stack()).hasSize(4_096);
    }
}
