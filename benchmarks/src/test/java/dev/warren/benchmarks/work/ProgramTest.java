package dev.warren.benchmarks.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.warren.benchmarks.JavaProgram;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void whatAProgramPrintedIsReadAsFigures() throws Exception {
        assertThat(Program.figuresOf(JavaProgram.of(Printing.class.getName()), LIMIT))
                .containsOnlyKeys("jobs")
                .containsEntry("jobs", 12.5);
    }

    @Test
    void aProgramThatFailedIsAFailureWithItsLastWords() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Program.linesOf(JavaProgram.of(Failing.class.getName()), LIMIT))
                .withMessageContaining("exit code 3: out of luck");
    }

    static final class Printing {
        @SuppressWarnings("SystemOut")
        public static void main(String[] args) {
            System.out.println("hello");
            Program.print("jobs", 12.5);
        }
    }

    static final class Failing {
        @SuppressWarnings("SystemOut")
        public static void main(String[] args) {
            System.out.println("out of luck");
            System.exit(3);
        }
    }
}
