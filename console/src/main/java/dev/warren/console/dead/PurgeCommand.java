package dev.warren.console.dead;

import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.output.Colour;
import dev.warren.console.output.Terminal;
import dev.warren.deadletter.DeadLetterDesk;
import dev.warren.deadletter.LetterFilter;
import dev.warren.deadletter.Removal;
import dev.warren.topology.LaneName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "purge",
        description = {
            "Remove dead letters for good; --save keeps them in a file.",
            "Name ids, or a filter, or --all. Exit code 1 when an id that was named is not there."
        })
final class PurgeCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Mixin
    final RemovalOptions options = new RemovalOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask before --all")
    boolean yes;

    /** What {@code --json} shows. */
    record Purged(long purged, List<String> missing, List<Counted> lanes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        LetterFilter filter = options.filter("purge");
        List<LaneName> lanes = options.choice.of(common.connections().topology());
        if (options.all && !yes && !isWanted(lanes)) {
            common.output().note("nothing was removed");
            return ExitCode.NO;
        }
        try (Desks desks = Desks.open(common)) {
            DeadLetterDesk desk = desks.dead();
            RemovalRun run = new RemovalRun(common, options);
            List<Counted> counted =
                    run.through(lanes, Removal.standard(), "removed", (lane, how) -> desk.purge(lane, filter, how));
            long done = counted.stream().mapToLong(Counted::done).sum();
            Purged purged = new Purged(done, run.missing(), counted);
            common.output().answer(purged, text -> text.line(Colour.GOOD, "removed", Sums.of(counted)));
            return Sums.warnOfMissing(common, purged.missing());
        }
    }

    private boolean isWanted(List<LaneName> lanes) throws IOException {
        Terminal terminal = common.output().terminal();
        if (terminal.errKind() != Terminal.Kind.TERMINAL) {
            throw new UsageError("--all removes every dead letter, and there is no terminal to ask: add --yes");
        }
        terminal.err()
                .print("Remove all dead letters of "
                        + String.join(", ", lanes.stream().map(LaneName::value).toList())
                        + (options.save == null ? " without saving them" : "") + "? [y/N] ");
        terminal.err().flush();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(common.world().in(), StandardCharsets.UTF_8));
        String answer = in.readLine();
        return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
