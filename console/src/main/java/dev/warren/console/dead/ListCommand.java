package dev.warren.console.dead;

import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.output.Output;
import dev.warren.console.output.Table;
import dev.warren.deadletter.DeadLetterDesk;
import dev.warren.deadletter.Page;
import dev.warren.deadletter.Tally;
import dev.warren.topology.LaneName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = {
            "List dead letters, the oldest first. They stay where they are.",
            "With the workers' store, letters of jobs that have gone on since are left out."
        })
final class ListCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 10_000;

    @Mixin
    final Common common = new Common();

    @Mixin
    final LaneChoice choice = new LaneChoice();

    @Mixin
    final FilterOptions options = new FilterOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many of each lane, 1 to 10000 (default: ${DEFAULT-VALUE})")
    int limit;

    @Option(
            names = "--skip",
            paramLabel = "N",
            defaultValue = "0",
            description = "leave out the first so many of each lane (default: ${DEFAULT-VALUE})")
    long skip;

    /** What {@code --json} shows. */
    record Listed(List<LetterRow> letters, List<Counted> lanes) {}

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST_SHOWN) {
            throw new UsageError("--limit is " + limit + "; it must be from 1 to " + MOST_SHOWN);
        }
        if (skip < 0) {
            throw new UsageError("--skip is " + skip + "; it must be 0 or more");
        }
        try (Desks desks = Desks.open(common)) {
            Listed listed = list(desks);
            common.output().answer(listed, text -> tell(listed, text));
            hint(listed, desks);
        }
        return ExitCode.DONE;
    }

    private Listed list(Desks desks) {
        DeadLetterDesk desk = desks.dead();
        List<LetterRow> rows = new ArrayList<>();
        List<Counted> lanes = new ArrayList<>();
        for (LaneName lane : choice.of(desks.connections().topology())) {
            Tally tally = desk.browse(
                    lane, options.filter(List.of()), new Page(skip, limit), letter -> rows.add(LetterRow.of(letter)));
            lanes.add(Counted.of(lane.value(), tally));
        }
        return new Listed(rows, lanes);
    }

    private static void tell(Listed listed, Output.Text text) {
        Table table = Table.of("LANE", "DIED", "TYPE", "ID", "REASON", ">ATTEMPT", "ERROR");
        for (LetterRow row : listed.letters()) {
            table.row(
                    row.lane(),
                    row.diedAt().map(ListCommand::seconds).orElse("-"),
                    row.type().orElse("-"),
                    row.id().orElse("-"),
                    row.reason(),
                    row.attempt().map(String::valueOf).orElse("-"),
                    row.errorInShort());
        }
        if (!table.isEmpty()) {
            text.table(table);
        }
        text.line(sum(listed));
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String sum(Listed listed) {
        List<String> parts = listed.lanes().stream()
                .map(lane -> lane.lane() + " " + lane.there())
                .toList();
        return listed.letters().size() + " shown; there are " + String.join(", ", parts);
    }

    private void hint(Listed listed, Desks desks) {
        long superseded = listed.lanes().stream().mapToLong(Counted::superseded).sum();
        if (superseded > 0) {
            common.output()
                    .note(superseded + " more are of jobs that have gone on since; a replay or purge that means them"
                            + " removes them");
        }
        if (listed.lanes().stream().anyMatch(lane -> lane.seen() < lane.there())) {
            common.output().note("more: --limit, --skip, or a filter");
        }
        if (!desks.knowStore() && !listed.letters().isEmpty()) {
            common.output()
                    .note("without the workers' store (--store), letters of jobs that have gone on are shown too");
        }
    }
}
