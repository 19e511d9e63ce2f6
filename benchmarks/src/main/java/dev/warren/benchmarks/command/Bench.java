package dev.warren.benchmarks.command;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.MeasurementSource;
import dev.warren.benchmarks.command.BenchOptions.Print;
import dev.warren.benchmarks.command.BenchOptions.UsageException;
import dev.warren.benchmarks.report.Chart;
import dev.warren.benchmarks.report.JsonResults;
import dev.warren.benchmarks.report.MarkdownReport;
import dev.warren.benchmarks.report.Results;
import dev.warren.benchmarks.report.Results.Measured;
import dev.warren.benchmarks.report.Results.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;

/** Measures Warren beside others, and writes what it found. Run it by {@code dev/bench}, which has the options. */
public final class Bench {
    private static final int USAGE = 64;
    private static final int INCOMPLETE = 1;

    private final BenchOptions options;
    private final List<Measurement> measurements;
    private final Setting setting;

    private Bench(BenchOptions options, List<Measurement> measurements) {
        this.options = options;
        this.measurements = measurements;
        this.setting = new Setting(
                LocalDate.now(ZoneOffset.UTC).toString(),
                Machine.describe(),
                options.size().name().toLowerCase(Locale.ROOT),
                options.rounds());
    }

    /** Arguments: the folder of the scripts that start servers, then the options. */
    public static void main(String[] args) throws IOException {
        System.exit(run(Path.of(args[0]), List.of(args).subList(1, args.length).toArray(new String[0])));
    }

    private static int run(Path scripts, String... arguments) throws IOException {
        try {
            BenchOptions options = BenchOptions.parse(arguments);
            Bench bench = new Bench(options, chosen(all(), options.only()));
            return options.print() == Print.NAMES ? bench.list() : bench.measure(scripts);
        } catch (UsageException e) {
            System.err.println("dev/bench: " + e.getMessage() + ". Try --help.");
            return USAGE;
        }
    }

    /** Those of all sources, joined by those who take part in others' measurements. */
    private static List<Measurement> all() {
        List<MeasurementSource> sources = new ArrayList<>();
        ServiceLoader.load(MeasurementSource.class).forEach(sources::add);
        return sources.stream()
                .flatMap(source -> source.measurements().stream())
                .map(measurement -> measurement.with(sources.stream()
                        .<Contender>flatMap(
                                source -> source.contenders().getOrDefault(measurement.name(), List.of()).stream())
                        .toList()))
                .toList();
    }

    static List<Measurement> chosen(List<Measurement> all, List<String> only) throws UsageException {
        List<String> names = all.stream().map(Measurement::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new UsageException(
                        "there is no measurement \"" + name + "\"; there are " + String.join(", ", names));
            }
        }
        return all.stream()
                .filter(measurement -> only.isEmpty() || only.contains(measurement.name()))
                .toList();
    }

    @SuppressWarnings("SystemOut") // what was asked for
    private int list() {
        for (Measurement measurement : measurements) {
            System.out.printf("%-16s %s%n", measurement.name(), measurement.title());
            measurement.contenders().forEach(contender -> System.out.printf("%-16s   %s%n", "", contender.name()));
        }
        return 0;
    }

    @SuppressWarnings("SystemOut") // what was asked for
    private int measure(Path scripts) throws IOException {
        try (PrivateServers servers = new PrivateServers(scripts)) {
            Rounds rounds = new Rounds(measurements, options, servers, System.err::println);
            for (int round = 1; round <= options.rounds(); round++) {
                rounds.run(round);
                write(results(rounds));
            }
            Results results = results(rounds);
            System.out.print(options.print() == Print.JSON ? JsonResults.of(results) : MarkdownReport.of(results));
            System.err.println("dev/bench: the report is " + options.out().resolve("REPORT.md"));
            return results.failures().isEmpty() ? 0 : INCOMPLETE;
        }
    }

    private Results results(Rounds rounds) {
        return new Results(
                setting, measurements.stream().map(Bench::measured).toList(), rounds.samples(), rounds.failures());
    }

    private static Measured measured(Measurement measurement) {
        Map<String, String> contenders = new LinkedHashMap<>();
        measurement.contenders().forEach(contender -> contenders.put(contender.name(), contender.semantics()));
        return new Measured(
                measurement.name(), measurement.title(), measurement.method(), measurement.unit(), contenders);
    }

    /** After each round, so that a run that is cut short is not for nothing. */
    private void write(Results results) throws IOException {
        Files.createDirectories(options.out());
        Files.writeString(options.out().resolve("REPORT.md"), MarkdownReport.of(results));
        Files.writeString(options.out().resolve("chart.svg"), Chart.of(results));
        Files.writeString(options.out().resolve("results.json"), JsonResults.of(results));
    }
}
