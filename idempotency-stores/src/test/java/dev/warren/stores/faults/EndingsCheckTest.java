package dev.warren.stores.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker notices what it is there for, and the timings are those of the ledger. */
class EndingsCheckTest {
    private static final Duration LEASE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();
    private final Map<String, Remains.Known> records = new HashMap<>();
    private final List<Remains.DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, Long> left = new HashMap<>();

    /** A line: event, job, attempt, process, run, milliseconds, detail. */
    private void line(String event, String id, int attempt, long pid, long run, long millis, String detail) {
        lines.add(event + " " + id + " " + attempt + " " + pid + " " + run + " " + millis * 1_000 + " " + detail);
    }

    private void process(String event, long pid, long millis) {
        line(event, "-", 0, pid, 0, millis, "-");
    }

    private void confirmed(String id) {
        line("TRIED", id, 0, 1, 0, 0, "-");
        line("CONFIRMED", id, 0, 1, 0, 1, "-");
    }

    private void ran(String id, int attempt, long pid, long run, long from, long to, String end) {
        line("START", id, attempt, pid, run, from, "-");
        line("END", id, attempt, pid, run, to, end);
    }

    private void record(String id, String status, int attempt, int crashes, long fence) {
        records.put(id, new Remains.Known(status, attempt, crashes, fence));
    }

    /** A job that was done in process 10 under fence 7, from the 10th to the 20th millisecond. */
    private void done(String id) {
        confirmed(id);
        ran(id, 1, 10, 1, 10, 20, "ok");
        line("RECORDED", id, 0, 10, 7, 21, "succeeded");
        record(id, "SUCCEEDED", 1, 0, 7);
    }

    private void dead(String id, String reason, int crashes) {
        confirmed(id);
        ran(id, 1, 10, 2, 10, 20, "threw");
        record(id, "DEAD", 1, crashes, 8);
        deadLetters.add(new Remains.DeadLetter(id, reason));
    }

    private History history() throws Exception {
        return History.read(Files.write(folder.resolve("ledger"), lines));
    }

    private List<String> complaints() throws Exception {
        return EndingsCheck.complaints(history(), new Remains(records, deadLetters, left), LEASE);
    }

    @Test
    void isSatisfiedWhenEveryJobEndedAsItMust() throws Exception {
        done("quick-1");
        dead("doomed-2", "attempts-exhausted", 0);
        dead("crasher-3", "poison", 3);

        assertThat(complaints()).isEmpty();
    }

    @Test
    void isNotSatisfiedByNothing() throws Exception {
        assertThat(complaints()).singleElement().asString().contains("nothing was confirmed");
    }

    @Test
    void noticesALostJob() throws Exception {
        done("quick-1");
        confirmed("quick-2");

        assertThat(complaints())
                .anyMatch(words -> words.contains("not known to the store, such as quick-2"))
                .anyMatch(words -> words.contains("work was not done"));
    }

    @Test
    void noticesAJobThatNeverEnded() throws Exception {
        done("quick-1");
        record("quick-1", "RETRYING", 1, 0, 7);

        assertThat(complaints()).singleElement().asString().contains("quick-1 as RETRYING");
    }

    @Test
    void noticesAJobThatIsRecordedAsDoneWithoutItsWork() throws Exception {
        confirmed("quick-1");
        record("quick-1", "SUCCEEDED", 1, 0, 7);

        assertThat(complaints()).singleElement().asString().contains("work was not done");
    }

    @Test
    void noticesAJobThatIsDoneAndDead() throws Exception {
        done("quick-1");
        deadLetters.add(new Remains.DeadLetter("quick-1", "attempts-exhausted"));

        assertThat(complaints()).singleElement().asString().contains("quick-1 of attempts-exhausted");
    }

    @Test
    void noticesANeighbourThatIsTakenForPoison() throws Exception {
        dead("doomed-1", "poison", 3);

        assertThat(complaints())
                .anyMatch(words -> words.contains("blamed for the crashes of others"))
                .anyMatch(words -> words.contains("doomed-1 of poison"));
    }

    @Test
    void noticesPoisonThatWasGivenUpOnTooSoon() throws Exception {
        dead("crasher-1", "poison", 2);

        assertThat(complaints()).singleElement().asString().contains("another number of crashes");
    }

    @Test
    void noticesADeadJobWithoutADeadLetter() throws Exception {
        dead("doomed-1", "attempts-exhausted", 0);
        deadLetters.clear();

        assertThat(complaints()).singleElement().asString().contains("no dead letter");
    }

    @Test
    void noticesAJobThatNobodyEnqueued() throws Exception {
        done("quick-1");
        ran("quick-2", 1, 10, 3, 30, 40, "ok");

        assertThat(complaints()).singleElement().asString().contains("never enqueued, such as quick-2");
    }

    @Test
    void noticesAnAttemptTooMany() throws Exception {
        done("quick-1");
        ran("quick-1", 2, 10, 3, 30, 40, "ok");

        assertThat(complaints()).singleElement().asString().contains("more attempts");
    }

    @Test
    void noticesTwoRunsAtTheSameTime() throws Exception {
        done("quick-1");
        ran("quick-1", 1, 11, 1, 19, 30, "ok");

        assertThat(complaints()).singleElement().asString().contains("two runs at the same time");
    }

    @Test
    void noticesARunBesideOneWhoseProcessLivesOn() throws Exception {
        done("busy-1");
        line("START", "busy-1", 1, 11, 1, 5, "-");
        process("GONE", 11, 15);

        assertThat(complaints()).singleElement().asString().contains("two runs at the same time");
    }

    @Test
    void allowsARunAfterTheEndOfTheProcessBefore() throws Exception {
        done("busy-1");
        line("START", "busy-1", 1, 11, 1, 5, "-");
        process("GONE", 11, 9);

        assertThat(complaints()).isEmpty();
    }

    @Test
    void allowsARunBesideOneThatStoodStillForLongerThanItsLease() throws Exception {
        done("busy-1");
        ran("busy-1", 1, 11, 1, 5, 9_000, "ok");
        process("PAUSED", 11, 6);
        process("RESUMING", 11, 8_000);

        assertThat(complaints()).isEmpty();
    }

    @Test
    void doesNotAllowItForAShorterStandstill() throws Exception {
        done("busy-1");
        ran("busy-1", 1, 11, 1, 5, 5_000, "ok");
        process("PAUSED", 11, 6);
        process("RESUMING", 11, 4_000);

        assertThat(complaints()).singleElement().asString().contains("two runs at the same time");
    }

    @Test
    void doesNotAllowItForARunThatBeganAfterTheStandstill() throws Exception {
        done("busy-1");
        ran("busy-1", 1, 11, 1, 8_001, 8_100, "ok");
        ran("busy-1", 1, 12, 2, 8_050, 8_150, "ok");
        process("PAUSED", 11, 6);
        process("RESUMING", 11, 8_000);

        assertThat(complaints()).singleElement().asString().contains("two runs at the same time");
    }

    @Test
    void noticesTwoCompletions() throws Exception {
        done("quick-1");
        line("RECORDED", "quick-1", 0, 11, 9, 30, "succeeded");

        assertThat(complaints()).singleElement().asString().contains("completed more than once");
    }

    @Test
    void noticesACompletionUnderAnotherClaimThanTheRecords() throws Exception {
        done("quick-1");
        record("quick-1", "SUCCEEDED", 1, 0, 9);

        assertThat(complaints()).singleElement().asString().contains("another claim");
    }

    @Test
    void noticesAHandlerThatNeverEnds() throws Exception {
        done("quick-1");
        confirmed("busy-2");
        ran("busy-2", 1, 10, 4, 10, 20, "ok");
        record("busy-2", "SUCCEEDED", 1, 0, 7);
        line("START", "busy-2", 1, 11, 1, 30, "-");

        assertThat(complaints()).singleElement().asString().contains("never ended");
    }

    @Test
    void noticesMessagesThatAreLeft() throws Exception {
        done("quick-1");
        left.put("jobs.default", 2L);

        assertThat(complaints()).singleElement().asString().contains("jobs.default with 2");
    }

    @Test
    void noticesAProcessThatCrashesWhileItStops() throws Exception {
        done("quick-1");
        process("STOPPING", 10, 30);
        line("GONE", "-", 0, 10, 0, 40, "1");
        process("STOPPING", 11, 30);
        line("GONE", "-", 0, 11, 0, 40, "143");

        assertThat(complaints()).singleElement().asString().contains("such as process 10");
    }

    @Test
    void noticesATornLine() throws Exception {
        done("quick-1");
        lines.add("END quick-1 1 10");

        assertThat(complaints()).singleElement().asString().contains("can't be read");
    }

    @Test
    void measuresFromTheEndOfAKilledProcessToTheNextStart() throws Exception {
        done("busy-1");
        line("START", "busy-1", 1, 11, 1, 2, "-");
        process("KILLING", 11, 3);
        process("GONE", 11, 4);

        assertThat(Timings.of(history()).recoveries()).containsExactly(Duration.ofMillis(6));
    }

    @Test
    void measuresFromTheLastHandlersEndToTheHandingBack() throws Exception {
        done("busy-1");
        process("STOPPING", 10, 15);
        process("HANDED_BACK", 10, 120);

        assertThat(Timings.of(history()).handBacks()).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void readsWhatTheLedgerWrites() throws Exception {
        Path file = folder.resolve("written");
        try (SharedLedger ledger = new SharedLedger(file)) {
            ledger.note(Entry.Event.TRIED, "quick-1");
            ledger.note(Entry.Event.START, "quick-1", 1, 5, Entry.NONE);
            ledger.note(Entry.Event.GONE, 77, "0");
        }
        History history = History.read(file);

        assertThat(history.unreadable()).isEmpty();
        assertThat(history.ids(Entry.Event.TRIED)).containsExactly("quick-1");
        assertThat(history.runs()).hasSize(1);
        assertThat(history.goneAt(77)).isPresent();
    }
}
