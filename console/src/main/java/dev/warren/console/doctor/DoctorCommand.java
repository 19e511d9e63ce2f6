package dev.warren.console.doctor;

import dev.warren.console.ExitCode;
import dev.warren.console.config.Setting;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.output.Output;
import dev.warren.console.output.Table;
import dev.warren.topology.Role;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren doctor}. */
@Command(
        name = "doctor",
        description = {
            "Examine broker, topology, store, clocks and configuration, and say what to do about what is not as it should",
            "be. Changes nothing. Exit code 1 when something fails, 69 when nothing could be reached."
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(5);

    @Mixin
    final Common common = new Common();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "what the login is to do: ${COMPLETION-CANDIDATES}; it is a fault then when it may not")
    @Nullable
    Role role;

    /** What {@code --json} shows. */
    record Report(boolean ok, int notes, int warnings, int failures, List<Line> findings, List<Value> settings) {}

    /** One finding. */
    record Line(String check, Level level, String what, Optional<String> toDo) {}

    /** One setting. */
    record Value(String key, Optional<String> value, String origin) {
        static Value of(Setting setting) {
            return new Value(
                    setting.key().text(), setting.shown(), setting.origin().words());
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Connections connections = common.connections();
        Duration limit = connections.timeout().multipliedBy(2);
        Examination examination =
                new Examination(Examination.CHECKS, limit.compareTo(SHORTEST_LIMIT) < 0 ? SHORTEST_LIMIT : limit);
        try (Patient patient = new Patient(connections, Optional.ofNullable(role))) {
            Report report =
                    report(examination.of(patient), connections.settings().all());
            common.output().answer(report, text -> tell(report, text));
            return exitCode(report, patient.isReached());
        }
    }

    static int exitCode(Report report, boolean reached) {
        if (!reached) {
            return ExitCode.UNAVAILABLE;
        }
        return report.ok() ? ExitCode.DONE : ExitCode.NO;
    }

    static Report report(List<Examination.Result> results, List<Setting> settings) {
        List<Line> lines = results.stream()
                .map(result -> new Line(
                        result.check(),
                        result.finding().level(),
                        result.finding().what(),
                        result.finding().toDo()))
                .toList();
        return new Report(
                count(lines, Level.FAIL) == 0,
                count(lines, Level.NOTE),
                count(lines, Level.WARN),
                count(lines, Level.FAIL),
                lines,
                settings.stream().map(Value::of).toList());
    }

    private static int count(List<Line> lines, Level level) {
        return (int) lines.stream().filter(line -> line.level() == level).count();
    }

    private static void tell(Report report, Output.Text text) {
        report.findings().forEach(line -> tell(line, text));
        text.line("");
        Table table = Table.of("SETTING", "VALUE", "FROM");
        report.settings().forEach(value -> table.row(value.key(), value.value().orElse("-"), value.origin()));
        text.table(table).line("");
        Level worst = Arrays.stream(Level.values())
                .filter(level -> count(report.findings(), level) > 0)
                .reduce((lower, higher) -> higher)
                .orElse(Level.OK);
        text.line(
                worst.colour(),
                number(report.failures(), "failure") + ", " + number(report.warnings(), "warning") + ", "
                        + number(report.notes(), "note"));
    }

    private static String number(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static void tell(Line line, Output.Text text) {
        text.line(line.level().colour(), String.format("%-4s", line.level().word()), line.check() + ": " + line.what());
        line.toDo().ifPresent(toDo -> text.line("       -> " + toDo));
    }
}
