package dev.warren.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.chaos.check.Remains.DeadLetter;
import dev.warren.chaos.check.Remains.Known;
import dev.warren.chaos.ledger.Ledgers;
import dev.warren.chaos.ledger.Line;
import dev.warren.chaos.ledger.Line.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger for each thing that can go wrong. */
class CheckerTest {
    private static final Checker.Limits LIMITS = new Checker.Limits(1_000);

    @TempDir
    Path folder;

    private final List<Known> records = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<String> effects = new ArrayList<>();
    private long micros;

    @BeforeEach
    void hasADirectorAndAJobThatWentWell() throws IOException {
        note("director", Event.STRUCK, "broker", 1, "broker-kill");
        note("director", Event.HEALED, "broker", 1, "broker-kill");
        promised("quick-1");
        done("worker-0.1", "quick-1");
        records.add(new Known("quick-1", "succeeded", 1));
    }

    private void note(String process, Event event, String id, int number, String detail) throws IOException {
        Files.writeString(
                folder.resolve(process + ".ledger"),
                new Line(event, ++micros, id, number, detail).text(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void promised(String id) throws IOException {
        note("publisher-0.1", Event.TRIED, id, 0, Line.NONE);
        note("publisher-0.1", Event.CONFIRMED, id, 0, Line.NONE);
    }

    private void done(String worker, String id) throws IOException {
        note(worker, Event.START, id, 1, Line.NONE);
        note(worker, Event.END, id, 1, Line.OK);
    }

    private Remains remains(Map<String, Long> queues, long residentKibibytes, Optional<Duration> drain) {
        return new Remains(records, deadLetters, effects, queues, 0, residentKibibytes, drain);
    }

    private Verdict check() throws IOException {
        return Checker.check(Ledgers.in(folder), remains(Map.of(), 0, Optional.of(Duration.ZERO)), LIMITS);
    }

    private Verdict.Struck struck(String fault) throws IOException {
        return Optional.ofNullable(check().faults().get(fault)).orElseThrow();
    }

    private void assertViolates(Invariant... invariants) throws IOException {
        assertThat(check().violations()).containsOnlyKeys(invariants);
    }

    @Test
    void findsNothingWhereAllIsWell() throws IOException {
        Verdict verdict = check();

        assertThat(verdict.examples()).isEmpty();
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.confirmed()).isEqualTo(1);
        assertThat(verdict.ends()).containsEntry("succeeded", 1L);
    }

    @Test
    void findsAPromisedJobThatTheStoreHasNeverHeardOf() throws IOException {
        promised("quick-2");

        assertViolates(Invariant.ENDED);
        assertThat(check().examples()).extracting(Violation::subject).containsExactly("quick-2");
    }

    @Test
    void findsAJobThatNeverEnds() throws IOException {
        promised("quick-2");
        records.add(new Known("quick-2", "retrying", 1));

        assertViolates(Invariant.ENDED);
    }

    @Test
    void findsALostDeadLetter() throws IOException {
        promised("doomed-2");
        records.add(new Known("doomed-2", "dead", 2));

        assertViolates(Invariant.ENDED);
    }

    @Test
    void findsBadBytesThatVanished() throws IOException {
        promised("bad-2");

        assertViolates(Invariant.ENDED);
    }

    @Test
    void findsAJobThatIsDoneAndDead() throws IOException {
        deadLetters.add(new DeadLetter("quick-1", "attempts-exhausted"));

        assertViolates(Invariant.ONE_END);
    }

    @Test
    void findsAJobWithTwoRecords() throws IOException {
        records.add(new Known("quick-1", "succeeded", 1));

        assertViolates(Invariant.ONE_END, Invariant.BOUNDED);
    }

    @Test
    void findsACancelledJobThatSucceeded() throws IOException {
        promised("cancelled-2");
        note("publisher-0.1", Event.CANCELLING, "cancelled-2", 0, Line.NONE);
        note("publisher-0.1", Event.CANCELLED, "cancelled-2", 0, Line.NONE);
        done("worker-0.1", "cancelled-2");
        records.add(new Known("cancelled-2", "succeeded", 1));

        assertViolates(Invariant.ONE_END);
    }

    @Test
    void findsACancelledJobThatNobodyCancelled() throws IOException {
        promised("cancelled-2");
        records.add(new Known("cancelled-2", "cancelled", 1));

        assertViolates(Invariant.KNOWN);
    }

    @Test
    void findsADeathThatMustNotBe() throws IOException {
        promised("flaky-2");
        records.add(new Known("flaky-2", "dead", 3));
        deadLetters.add(new DeadLetter("flaky-2", "attempts-exhausted"));

        assertViolates(Invariant.RIGHT_END);
    }

    @Test
    void findsASuccessThatNoHandlerHasDone() throws IOException {
        promised("quick-2");
        records.add(new Known("quick-2", "succeeded", 1));

        assertViolates(Invariant.RIGHT_END);
    }

    @Test
    void findsAJobThatIsBlamedForTheCrashesOfOthers() throws IOException {
        promised("slow-2");
        note("worker-0.1", Event.START, "slow-2", 1, Line.NONE);
        records.add(new Known("slow-2", "dead", 1));
        deadLetters.add(new DeadLetter("slow-2", "poison"));

        assertViolates(Invariant.RIGHT_END);
    }

    @Test
    void acceptsPoisonAfterThreeCrashesUnderTheJob() throws IOException {
        promised("slow-2");
        for (int worker = 1; worker <= 3; worker++) {
            note("worker-0." + worker, Event.START, "slow-2", 1, Line.NONE);
            note("director", Event.GONE, "worker-0." + worker, 137, "asked");
        }
        records.add(new Known("slow-2", "dead", 1));
        deadLetters.add(new DeadLetter("slow-2", "poison"));

        assertThat(check().examples()).isEmpty();
    }

    @Test
    void findsARunOfAJobThatNobodyEnqueued() throws IOException {
        done("worker-0.1", "quick-3");

        assertViolates(Invariant.KNOWN);
    }

    @Test
    void findsADeadLetterFromNowhere() throws IOException {
        deadLetters.add(new DeadLetter("bad-3", "malformed"));

        assertViolates(Invariant.KNOWN);
    }

    @Test
    void findsAnEffectDoneTwice() throws IOException {
        promised("effect-2");
        records.add(new Known("effect-2", "succeeded", 1));
        effects.add("effect-2");
        assertThat(check().examples()).isEmpty();

        effects.add("effect-2");

        assertViolates(Invariant.ONE_EFFECT);
    }

    @Test
    void findsAnEffectWithoutASuccessAndASuccessWithoutAnEffect() throws IOException {
        promised("effect-2");
        records.add(new Known("effect-2", "succeeded", 1));
        promised("cancelled-3");
        note("publisher-0.1", Event.CANCELLING, "cancelled-3", 0, Line.NONE);
        records.add(new Known("cancelled-3", "cancelled", 1));
        effects.add("cancelled-3");

        assertViolates(Invariant.ONE_EFFECT);
        assertThat(check().violations()).containsEntry(Invariant.ONE_EFFECT, 2);
    }

    @Test
    void findsAnAttemptBeyondTheMaximum() throws IOException {
        promised("doomed-2");
        note("worker-0.1", Event.START, "doomed-2", 3, Line.NONE);
        note("worker-0.1", Event.END, "doomed-2", 3, "threw");
        records.add(new Known("doomed-2", "dead", 2));
        deadLetters.add(new DeadLetter("doomed-2", "attempts-exhausted"));

        assertViolates(Invariant.ATTEMPTS);
    }

    @Test
    void findsThatItWasNotOverInTime() throws IOException {
        Verdict verdict = Checker.check(Ledgers.in(folder), remains(Map.of(), 0, Optional.empty()), LIMITS);

        assertThat(verdict.violations()).containsOnlyKeys(Invariant.DRAINED);
    }

    @Test
    void findsQueuesThatAreNotEmptyAndMemoryBeyondItsBound() throws IOException {
        Verdict verdict = Checker.check(
                Ledgers.in(folder), remains(Map.of("chaos.default", 2L), 1_001, Optional.of(Duration.ZERO)), LIMITS);

        assertThat(verdict.violations()).containsOnly(Map.entry(Invariant.BOUNDED, 2));
    }

    @Test
    void findsAWorkerThatEndedByItself() throws IOException {
        note("director", Event.GONE, "worker-0.1", 1, "ready");

        assertViolates(Invariant.STANDING);
    }

    @Test
    void findsAWorkerThatCrashedWhenItWasAskedToStop() throws IOException {
        note("director", Event.GONE, "worker-0.1", 1, "asked");

        assertViolates(Invariant.STANDING);
    }

    @Test
    void acceptsThatPoisonIsQuickerThanADeploy() throws IOException {
        promised("exit-2");
        for (int worker = 1; worker <= 3; worker++) {
            note("worker-0." + worker, Event.START, "exit-2", 1, Line.NONE);
            note("director", Event.GONE, "worker-0." + worker, 78, worker == 3 ? "asked" : "ready");
        }
        records.add(new Known("exit-2", "dead", 1));
        deadLetters.add(new DeadLetter("exit-2", "poison"));

        assertThat(check().examples()).isEmpty();
    }

    @Test
    void acceptsTheEndOfAWorkerThatRanPoison() throws IOException {
        promised("halt-2");
        for (int worker = 1; worker <= 3; worker++) {
            note("worker-0." + worker, Event.START, "halt-2", 1, Line.NONE);
            note("director", Event.GONE, "worker-0." + worker, 77, "ready");
        }
        records.add(new Known("halt-2", "dead", 1));
        deadLetters.add(new DeadLetter("halt-2", "poison"));

        assertThat(check().examples()).isEmpty();
    }

    @Test
    void findsLinesThatCannotBeReadButBearsOneThatAKillHasCut() throws IOException {
        note("director", Event.GONE, "worker-0.1", 137, "asked");
        Files.writeString(folder.resolve("worker-0.1.ledger"), "START 12", StandardOpenOption.APPEND);
        assertThat(check().examples()).isEmpty();

        Files.writeString(folder.resolve("worker-0.1.ledger"), "\nnonsense\n", StandardOpenOption.APPEND);

        assertViolates(Invariant.KNOWN);
    }

    @Test
    void measuresTheRecoveryOfAllFromTheHealingToTheFirstStartOfAJobThatWaited() throws IOException {
        promised("quick-2");
        micros = 1_000_000;
        note("director", Event.STRUCK, "broker", 2, "broker-kill");
        micros = 5_000_000;
        note("director", Event.HEALED, "broker", 2, "broker-kill");
        micros = 6_000_000;
        promised("quick-3");
        micros = 6_500_000;
        done("worker-0.1", "quick-3"); // did not wait
        micros = 7_000_000;
        done("worker-0.1", "quick-2");
        records.add(new Known("quick-2", "succeeded", 1));
        records.add(new Known("quick-3", "succeeded", 1));

        Verdict.Struck struck = struck("broker-kill");

        assertThat(struck.times()).isEqualTo(2);
        assertThat(struck.alone().longest()).isBetween(Duration.ofMillis(1_999), Duration.ofMillis(2_001));
    }

    @Test
    void measuresTheRecoveryOfAKilledWorkersJobsFromTheKillToTheirNextStart() throws IOException {
        promised("slow-2");
        note("worker-0.1", Event.START, "slow-2", 1, Line.NONE);
        micros = 1_000_000;
        note("director", Event.STRUCK, "worker-0.1", 2, "worker-kill");
        note("director", Event.HEALED, "worker-0.1", 2, "worker-kill");
        micros = 4_000_000;
        done("worker-1.2", "slow-2");
        records.add(new Known("slow-2", "succeeded", 1));

        Verdict.Struck struck = struck("worker-kill");

        assertThat(struck.alone().count()).isEqualTo(1);
        assertThat(struck.alone().median()).isBetween(Duration.ofMillis(2_999), Duration.ofMillis(3_001));
    }
}
