package dev.warren.console.topology;

import dev.warren.console.ExitCode;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.output.Colour;
import dev.warren.console.output.Output;
import dev.warren.topology.Topology;
import dev.warren.topology.check.Difference;
import dev.warren.topology.check.TopologyCheck;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "check",
        description = {
            "Compare the topology with what the broker has, and say what to do about each difference.",
            "Reads only. Exit code 1 when there is an error; warnings alone are 0."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    /** What {@code --json} shows. */
    record Checked(String namespace, boolean ok, List<Found> differences) {}

    /** One difference. */
    record Found(String severity, String kind, String sentence) {
        static Found of(Difference difference) {
            return new Found(
                    difference.severity().name().toLowerCase(Locale.ROOT),
                    difference.getClass().getSimpleName(),
                    difference.sentence());
        }

        boolean isError() {
            return severity.equals("error");
        }
    }

    @Override
    public Integer call() {
        Connections connections = common.connections();
        Topology topology = connections.topology();
        Checked checked = judged(topology, TopologyCheck.compare(topology, connections.management()));
        common.output().answer(checked, text -> tell(checked, text));
        return checked.ok() ? ExitCode.DONE : ExitCode.NO;
    }

    /** The answer; errors come first. */
    static Checked judged(Topology topology, List<Difference> differences) {
        List<Found> found = differences.stream()
                .sorted((a, b) -> a.severity().compareTo(b.severity()))
                .map(Found::of)
                .toList();
        return new Checked(topology.namespace(), found.stream().noneMatch(Found::isError), found);
    }

    private static void tell(Checked checked, Output.Text text) {
        checked.differences()
                .forEach(found -> text.line(
                        found.isError() ? Colour.BAD : Colour.WARNING, found.severity() + ":", found.sentence()));
        long errors = checked.differences().stream().filter(Found::isError).count();
        if (checked.differences().isEmpty()) {
            text.line(Colour.GOOD, "ok:", "the broker has the topology '" + checked.namespace() + "' as it should be");
        } else {
            text.line(errors + " errors, " + (checked.differences().size() - errors) + " warnings");
        }
    }
}
