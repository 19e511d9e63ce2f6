package dev.warren.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The simulation for as long as one likes; not part of the build. {@code dev/soak simulation} runs it, and says what its options are. */
class SimulationSoak {
    private static final int MOST_SEEDS_FOR_A_MUTANT = 5_000;

    private static long option(String name, long otherwise) {
        return Long.getLong("simulation." + name, otherwise);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    @Test
    void everyJobEndsInExactlyOneWayWhateverGoesWrong() {
        long from = option("from", 0);
        long seeds = option("seeds", 100_000);
        long start = System.nanoTime();
        Seeds.Summary summary = Seeds.run(
                Mutant.NONE,
                from,
                seeds,
                (int) option("threads", 2),
                Duration.ofMinutes(option("minutes", 600)),
                done -> say("%,d seeds, %.2f ms each", done, millisEach(start, done)));
        if (seeds == 1) {
            say("%s", Seeds.history(from));
        }
        say("%s", summary.coverage().table());
        say(
                "%,d seeds from %d on, %.2f ms each, violations: %s",
                summary.done(),
                from,
                millisEach(start, summary.done()),
                summary.finding().map(Seeds.Finding::toString).orElse("none"));
        assertThat(summary.finding()).isEmpty();
    }

    private static double millisEach(long start, long done) {
        return (System.nanoTime() - start) / 1e6 / Math.max(1, done);
    }

    /** What a violation is called before its details begin. */
    private static String shortly(Seeds.Finding finding) {
        String violation = finding.violations().get(0);
        int details = violation.indexOf(':');
        return details < 0 ? violation : violation.substring(0, details);
    }

    /** The table in docs/settling.md. */
    @Test
    void findsEveryMutant() {
        say("| A worker, or a store, that | Found by seed | What was found |%n|---|---|---|");
        for (Mutant mutant : Mutant.values()) {
            if (!mutant.isRight()) {
                Optional<Seeds.Finding> found = Seeds.find(mutant, MOST_SEEDS_FOR_A_MUTANT);
                say(
                        "| %s | %s | %s |",
                        mutant.words(),
                        found.map(each -> String.format(Locale.ROOT, "%,d", each.seed() + 1))
                                .orElse("none"),
                        found.map(SimulationSoak::shortly).orElse(""));
                assertThat(found).isPresent();
            }
        }
    }
}
