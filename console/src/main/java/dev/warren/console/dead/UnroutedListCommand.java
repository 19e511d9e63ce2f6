package dev.warren.console.dead;

import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.output.Output;
import dev.warren.console.output.Table;
import dev.warren.deadletter.Page;
import dev.warren.deadletter.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List messages that no queue would have, the oldest first. They stay where they are.")
final class UnroutedListCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 10_000;

    @Mixin
    final Common common = new Common();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many, 1 to 10000 (default: ${DEFAULT-VALUE})")
    int limit;

    /** What {@code --json} shows. */
    record Listed(List<UnroutedView> messages, long there) {}

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST_SHOWN) {
            throw new UsageError("--limit is " + limit + "; it must be from 1 to " + MOST_SHOWN);
        }
        try (Desks desks = Desks.withoutStore(common)) {
            List<UnroutedView> views = new ArrayList<>();
            Tally tally = desks.unrouted()
                    .browse(message -> true, Page.first(limit), message -> views.add(UnroutedView.of(message)));
            Listed listed = new Listed(views, tally.there());
            common.output().answer(listed, text -> tell(listed, text));
        }
        return ExitCode.DONE;
    }

    private static void tell(Listed listed, Output.Text text) {
        Table table = Table.of("EXCHANGE", "KEY", "TYPE", "ID", "BELONGS TO", ">BYTES");
        for (UnroutedView view : listed.messages()) {
            table.row(
                    view.exchange().isEmpty() ? "-" : view.exchange(),
                    view.routingKey(),
                    view.type().orElse("-"),
                    view.id().orElse("-"),
                    view.home().orElse("unknown: needs --lane"),
                    view.bodyBytes());
        }
        if (!table.isEmpty()) {
            text.table(table);
        }
        text.line(listed.messages().size() + " shown; there are " + listed.there());
    }
}
