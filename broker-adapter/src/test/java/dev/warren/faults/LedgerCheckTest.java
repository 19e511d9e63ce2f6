package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker notices what it is there for. */
class LedgerCheckTest {
    @TempDir
    Path folder;

    private LedgerCheck check(List<String> stray, String... lines) throws Exception {
        Path ledger = Files.write(folder.resolve("ledger"), List.of(lines));
        return LedgerCheck.of(ledger, stray);
    }

    @Test
    void isSatisfiedWhenEveryConfirmedJobRan() throws Exception {
        LedgerCheck check = check(List.of(), "TRIED a", "TRIED b", "CONFIRMED a", "RAN a", "TRIED c", "RAN c");

        assertThat(check.complaints()).isEmpty();
        assertThat(check.tried()).isEqualTo(3);
        assertThat(check.confirmed()).isEqualTo(1);
        assertThat(check.ran()).isEqualTo(2);
    }

    @Test
    void noticesALostJob() throws Exception {
        assertThat(check(List.of(), "TRIED a", "TRIED b", "CONFIRMED a", "CONFIRMED b", "RAN a")
                        .complaints())
                .containsExactly("1 confirmed jobs never ran, such as b");
    }

    @Test
    void noticesAnInventedJob() throws Exception {
        assertThat(check(List.of(), "TRIED a", "CONFIRMED a", "RAN a", "RAN x").complaints())
                .containsExactly("1 jobs ran that nobody enqueued, such as x");
    }

    @Test
    void noticesAJobThatWasCompletedTwice() throws Exception {
        assertThat(check(List.of(), "TRIED a", "CONFIRMED a", "RAN a", "RAN a").complaints())
                .containsExactly("1 jobs were completed more than once, such as a");
    }

    @Test
    void noticesADeadLetter() throws Exception {
        assertThat(check(List.of("a"), "TRIED a", "CONFIRMED a", "RAN a").complaints())
                .containsExactly("1 messages lie in dead-letter or unrouted queues, such as a");
    }

    @Test
    void noticesATornLine() throws Exception {
        assertThat(check(List.of(), "TRIED a", "CONFIRMED a", "RAN a", "CONFI").complaints())
                .containsExactly("1 lines can't be read, such as CONFI");
    }

    @Test
    void isNotSatisfiedByNothing() throws Exception {
        assertThat(check(List.of()).complaints()).isNotEmpty();
    }

    @Test
    void readsWhatTheLedgerWrites() throws Exception {
        Path file = folder.resolve("written");
        try (Ledger ledger = new Ledger(file)) {
            ledger.note(Ledger.Event.TRIED, "a");
            ledger.note(Ledger.Event.CONFIRMED, "a");
            ledger.noteNow(Ledger.Event.RAN, "a");
        }
        assertThat(LedgerCheck.of(file, List.of()).complaints()).isEmpty();
    }
}
