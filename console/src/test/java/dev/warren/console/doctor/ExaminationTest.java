package dev.warren.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.warren.WarrenException;
import dev.warren.console.ExitCode;
import dev.warren.console.RunWarren;
import dev.warren.console.RunWarren.Ran;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No check keeps the others from being made. */
class ExaminationTest {
    @TempDir
    Path directory;

    private record Named(String name, Supplier<List<Finding>> findings) implements Check {
        @Override
        public List<Finding> look(Patient patient) {
            return findings.get();
        }
    }

    @SuppressWarnings("NullAway") // these checks look at no patient
    private static List<Examination.Result> examine(Duration limit, Check... checks) throws InterruptedException {
        return new Examination(List.of(checks), limit).of(null);
    }

    private static final Check FINE = new Named("fine", () -> List.of(Finding.ok("well")));

    @Test
    void goesOnAfterACheckThatCannotBeMade() throws Exception {
        List<Examination.Result> results = examine(
                Duration.ofSeconds(10),
                new Named("closed", () -> {
                    throw new WarrenException("the door is closed");
                }),
                new Named("broken", () -> {
                    throw new IllegalStateException("oops");
                }),
                FINE);
        assertThat(results).extracting(Examination.Result::check).containsExactly("closed", "broken", "fine");
        assertThat(results.get(0).finding()).isEqualTo(Finding.note("not checked: the door is closed"));
        assertThat(results.get(1).finding().what()).contains("by a defect of Warren", "oops");
        assertThat(results.get(2).finding().level()).isEqualTo(Level.OK);
    }

    @Test
    void givesUpACheckThatTakesTooLong() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<Examination.Result> results = examine(
                Duration.ofMillis(50),
                new Named("slow", () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of();
                }),
                FINE);
        assertThat(results.get(0).finding().what()).startsWith("not checked: no answer within");
        assertThat(results.get(1).check()).isEqualTo("fine");
    }

    @Test
    void asksAFailingQuestionOnce() {
        AtomicInteger asked = new AtomicInteger();
        Once<String> once = new Once<>(() -> {
            asked.incrementAndGet();
            throw new WarrenException("no");
        });
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowable(once::get)).hasMessage("no");
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void nothingThatCouldBeReachedIsExitCode69AndEveryCheckSaysSo() {
        Ran ran = RunWarren.in(directory).run("doctor", "--uri=amqp://me:geheim@127.0.0.1:1");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.out())
                .contains("fail connection: can't connect to amqp://127.0.0.1:1", "-> check host and port")
                .contains("note permissions: not checked: the broker can't be asked\n")
                .contains("warn management: ", "note alarms: not checked: the management API can't be asked\n")
                .contains("note store: no store to look at: ", "amqp://me:***@127.0.0.1:1")
                .doesNotContain("geheim", "Exception:");
        assertThat(ran.err()).isEmpty();
    }
}
