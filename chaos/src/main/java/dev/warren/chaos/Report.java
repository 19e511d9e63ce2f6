package dev.warren.chaos;

import dev.warren.chaos.check.Checker;
import dev.warren.chaos.check.Invariant;
import dev.warren.chaos.check.Verdict;
import dev.warren.chaos.check.Violation;
import dev.warren.chaos.ledger.Ledgers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells a verdict, to a person or to a program. */
record Report(Settings settings, Path folder, Verdict verdict, Optional<Duration> drain) {
    private static final int MOST_LINES = 60;

    void print(PrintStream out) throws IOException {
        if (settings.output() == Settings.Output.JSON) {
            out.println(json());
        } else {
            printTables(out);
        }
    }

    private void printTables(PrintStream out) throws IOException {
        out.printf(
                Locale.ROOT,
                "%nseed %d, store %s, %d jobs confirmed, %d runs, ends %s, drained %s%n%n",
                settings.seed(),
                settings.store().name().toLowerCase(Locale.ROOT),
                verdict.confirmed(),
                verdict.runs(),
                verdict.ends(),
                drain.map(time -> "in " + seconds(time)).orElse("never"));
        out.printf("%-18s %6s   %-30s %-30s%n", "", "", "recovery, alone", "recovery, others at the same time");
        out.printf(
                "%-18s %6s   %8s %9s %9s    %8s %9s %9s%n",
                "fault", "times", "measured", "p50", "longest", "measured", "p50", "longest");
        verdict.faults()
                .forEach((fault, struck) -> out.printf(
                        "%-18s %6d   %s    %s%n",
                        fault, struck.times(), cells(struck.alone()), cells(struck.together())));
        out.println();
        for (Invariant invariant : Invariant.values()) {
            Integer count = verdict.violations().get(invariant);
            out.printf(
                    "%-11s %-72s %s%n", invariant, invariant.sentence(), count == null ? "holds" : count + " VIOLATED");
        }
        for (Violation violation : verdict.examples()) {
            out.printf("%n%s: %s %s%n", violation.invariant(), violation.subject(), violation.what());
            for (String line : Checker.history(Ledgers.in(folder), violation.subject(), MOST_LINES)) {
                out.println("    " + line);
            }
        }
        if (!verdict.holds()) {
            out.println("\nledgers and logs are in " + folder + "; --seed " + settings.seed() + " repeats the faults");
        }
    }

    private static String cells(Verdict.Times times) {
        return times.count() == 0
                ? String.format("%8d %9s %9s", 0, "-", "-")
                : String.format("%8d %9s %9s", times.count(), seconds(times.median()), seconds(times.longest()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    private String json() {
        return "{\"seed\":" + settings.seed() + ",\"store\":\""
                + settings.store().name().toLowerCase(Locale.ROOT)
                + "\",\"holds\":" + verdict.holds() + ",\"confirmed\":" + verdict.confirmed() + ",\"runs\":"
                + verdict.runs() + ",\"drainMillis\":"
                + drain.map(time -> Long.toString(time.toMillis())).orElse("null") + ",\"ends\":{"
                + verdict.ends().entrySet().stream()
                        .map(end -> "\"" + end.getKey() + "\":" + end.getValue())
                        .collect(Collectors.joining(","))
                + "},\"faults\":{"
                + verdict.faults().entrySet().stream().map(Report::json).collect(Collectors.joining(","))
                + "},\"violations\":{"
                + verdict.violations().entrySet().stream()
                        .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
                        .collect(Collectors.joining(","))
                + "}}";
    }

    private static String json(Map.Entry<String, Verdict.Struck> fault) {
        Verdict.Struck struck = fault.getValue();
        return "\"" + fault.getKey() + "\":{\"times\":" + struck.times() + ",\"alone\":" + json(struck.alone())
                + ",\"together\":" + json(struck.together()) + "}";
    }

    private static String json(Verdict.Times times) {
        return "{\"measured\":" + times.count() + ",\"medianMillis\":"
                + times.median().toMillis() + ",\"longestMillis\":"
                + times.longest().toMillis() + "}";
    }
}
