package dev.warren.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.simulation.Step.When;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The settle protocol, held to its promises in thousands of runs with faults at every step. {@code dev/soak simulation} runs more. */
class SettleSimulationTest {
    private static final int SEEDS = 5_000;
    private static final int MOST_SEEDS_FOR_A_MUTANT = 5_000;
    private static final int THREADS = 2;

    /** The faults that a step must have met: those that part what it does from what comes next. */
    private static final List<Fault> PARTING = List.of(Fault.CRASH, Fault.PAUSE, Fault.CUT, Fault.STOP);

    private static Seeds.Summary run(Mutant mutant, long seeds) {
        return Seeds.run(mutant, 0, seeds, THREADS, Duration.ofMinutes(5), unused -> {});
    }

    @Test
    void everyJobEndsInExactlyOneWayWhateverGoesWrong() {
        Seeds.Summary summary = run(Mutant.NONE, SEEDS);
        assertThat(summary.finding()).isEmpty();
        assertThat(summary.done()).isEqualTo(SEEDS);
        for (Step step : Step.values()) {
            for (Fault fault : PARTING) {
                long met = summary.coverage().of(step, When.BEFORE, fault)
                        + summary.coverage().of(step, When.AFTER, fault);
                assertThat(met).as("%s at %s", fault, step).isPositive();
            }
            if (step.asksTheStore()) {
                assertThat(summary.coverage().of(step, When.BEFORE, Fault.STORE_FAILS))
                        .as("the store fails before %s", step)
                        .isPositive();
                assertThat(summary.coverage().of(step, When.AFTER, Fault.STORE_FAILS))
                        .as("the answer to %s is lost", step)
                        .isPositive();
            }
        }
        for (Fault fault : Fault.values()) {
            assertThat(summary.coverage().of(fault)).as("%s", fault).isPositive();
        }
    }

    @Test
    void theStoreTheMutantsAreMadeOfIsRight() {
        assertThat(run(Mutant.NONE_IN_OPEN_STORE, SEEDS / 10).finding()).isEmpty();
    }

    @Test
    void theSameSeedMakesTheSameRun() {
        LongStream.range(0, 30).forEach(seed -> assertThat(Seeds.history(seed)).isEqualTo(Seeds.history(seed)));
        assertThat(LongStream.range(0, 30).mapToObj(Seeds::history)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NONE", "NONE_IN_OPEN_STORE"})
    void findsOutWhatGoesWrongWithoutARule(Mutant mutant) {
        assertThat(run(mutant, MOST_SEEDS_FOR_A_MUTANT).finding())
                .as("a worker that %s", mutant.words())
                .isPresent();
    }
}
