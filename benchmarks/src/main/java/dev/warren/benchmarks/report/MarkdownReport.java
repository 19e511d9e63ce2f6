package dev.warren.benchmarks.report;

import dev.warren.benchmarks.report.Bar.Verdict;
import dev.warren.benchmarks.report.Results.Measured;
import dev.warren.benchmarks.report.Results.MeasurementFailure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;

/** The report for people: the bars, then a table for each measurement. */
public final class MarkdownReport {
    private final Results results;
    private final Map<String, String> blame;
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport(Results results, Map<String, String> blame) {
        this.results = results;
        this.blame = blame;
    }

    /** The report, with what the resource {@code blame.properties} says about missed bars. */
    public static String of(Results results) {
        return of(results, Bars.blame());
    }

    static String of(Results results, Map<String, String> blame) {
        return new MarkdownReport(results, blame).write();
    }

    private String write() {
        line("# Benchmarks");
        line("");
        line(results.setting().date() + ", " + results.setting().machine() + ".");
        line(results.setting().rounds() + " " + (results.setting().rounds() == 1 ? "round" : "rounds")
                + ", interleaved: in each round every contender runs once in a process of its own, one after the other, and ratios are of figures"
                + " from the same round. Medians, with the least and the most in brackets.");
        if (isQuick()) {
            line("");
            line("**A quick run: it shows that everything can be measured, and its figures mean nothing.**");
        }
        writeFailures();
        writeBars();
        results.measurements().forEach(this::writeMeasurement);
        return text.toString();
    }

    private boolean isQuick() {
        return results.setting().size().equals("quick");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void header(List<String> cells) {
        row(cells);
        line("|" + "---|".repeat(cells.size()));
    }

    private void writeFailures() {
        if (results.failures().isEmpty()) {
            return;
        }
        line("");
        line("## Could not be measured");
        line("");
        header(List.of("measurement", "queue", "who", "round", "why"));
        for (MeasurementFailure failure : results.failures()) {
            row(List.of(
                    failure.measurement(),
                    failure.place(),
                    failure.contender(),
                    String.valueOf(failure.round()),
                    failure.reason().replaceAll("[\\s|]+", " ")));
        }
    }

    private void writeBars() {
        line("");
        line("## The bars");
        line("");
        line("On quorum queues, 256 B, the better of the brokers.");
        line("");
        header(List.of("what", "bar", "measured", "on", "", "processor time for each job", "what the profile blames"));
        for (Bar bar : Bars.ALL) {
            List<String> cells = new ArrayList<>(List.of(bar.name(), bar.bound().sign() + " " + limit(bar)));
            Optional<Verdict> verdict = bar.verdict(results);
            cells.addAll(verdict.isPresent() ? cells(verdict.get()) : List.of("–", "–", "not measured", "–", ""));
            row(cells);
        }
    }

    private static String limit(Bar bar) {
        return bar.limit() >= 100 ? Numbers.text(bar.limit()) : Numbers.ratio(bar.limit());
    }

    private List<String> cells(Verdict verdict) {
        boolean met = verdict.isMet();
        boolean large = verdict.bar().limit() >= 100;
        Spread spread = verdict.spread();
        return List.of(
                "**" + number(spread.median(), large) + "** (" + number(spread.least(), large) + "–"
                        + number(spread.most(), large) + ")",
                verdict.place(),
                isQuick() ? "not judged" : met ? "met" : "**missed**",
                verdict.cpu().isEmpty() ? "–" : verdict.cpu(),
                met || isQuick() ? "" : blame.getOrDefault(verdict.bar().id(), ""));
    }

    private static String number(double value, boolean large) {
        return large ? Numbers.text(value) : Numbers.ratio(value);
    }

    private void writeMeasurement(Measured measured) {
        Set<String> more = moreOf(measured);
        line("");
        line("## " + measured.title());
        line("");
        line(measured.method());
        line("");
        List<String> titles = new ArrayList<>(List.of("queue", "who", measured.unit()));
        if (measured.contenders().size() > 1) {
            titles.add("of " + measured.first());
        }
        titles.addAll(more);
        header(titles);
        for (String place : results.places(measured.name())) {
            measured.contenders().keySet().forEach(who -> writeRow(measured, place, who, more));
        }
        line("");
        measured.contenders().forEach((who, semantics) -> line("- " + who + ": " + semantics + "."));
    }

    private void writeRow(Measured measured, String place, String who, Set<String> more) {
        results.spread(measured.name(), place, who).ifPresent(spread -> {
            List<String> cells = new ArrayList<>(
                    List.of(place, who, "**" + Numbers.text(spread.median()) + "**" + brackets(spread, Numbers::text)));
            if (measured.contenders().size() > 1) {
                cells.add(who.equals(measured.first()) ? "" : ratioTo(measured, place, who));
            }
            more.forEach(another -> cells.add(results.spreadOf(another, measured.name(), place, who)
                    .map(figures -> Numbers.text(figures.median()))
                    .orElse("")));
            row(cells);
        });
    }

    private String ratioTo(Measured measured, String place, String who) {
        return results.ratio(measured.name(), place, who, measured.first())
                .map(ratio -> "**" + Numbers.ratio(ratio.median()) + "**" + brackets(ratio, Numbers::ratio))
                .orElse("");
    }

    private static String brackets(Spread spread, DoubleFunction<String> text) {
        return spread.rounds() == 1 ? "" : " (" + text.apply(spread.least()) + "–" + text.apply(spread.most()) + ")";
    }

    private Set<String> moreOf(Measured measured) {
        Set<String> more = new LinkedHashSet<>();
        results.samples().stream()
                .filter(sample -> sample.measurement().equals(measured.name()))
                .forEach(sample -> more.addAll(sample.figure().more().keySet()));
        return more;
    }
}
