package dev.warren.console.dead;

import dev.warren.console.ExitCode;
import dev.warren.console.connect.Common;
import dev.warren.deadletter.DeadLetterDesk;
import dev.warren.deadletter.LetterFilter;
import dev.warren.deadletter.Page;
import dev.warren.topology.LaneName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = {
            "Show all of the dead letters with an id: why, when, the error with its stack, headers and payload.",
            "Exit code 1 when there is none."
        })
final class ShowCommand implements Callable<Integer> {
    private static final int MOST = 10;

    @Mixin
    final Common common = new Common();

    @Mixin
    final LaneChoice choice = new LaneChoice();

    @Parameters(paramLabel = "ID", description = "the job's id")
    @Nullable
    String id;

    /** What {@code --json} shows. */
    record Shown(List<LetterView> letters) {}

    @Override
    public Integer call() {
        try (Desks desks = Desks.open(common)) {
            Shown shown = find(desks, LetterFilter.all().id(String.valueOf(id)));
            common.output().answer(shown, text -> shown.letters().forEach(letter -> letter.tell(text)));
            if (shown.letters().isEmpty()) {
                common.output()
                        .note("no dead letter has the id " + id + "; 'warren dead list' shows which there are, and"
                                + " 'warren status " + id + "' what became of the job");
            }
            return shown.letters().isEmpty() ? ExitCode.NO : ExitCode.DONE;
        }
    }

    private Shown find(Desks desks, LetterFilter filter) {
        DeadLetterDesk desk = desks.dead();
        List<LetterView> found = new ArrayList<>();
        for (LaneName lane : choice.of(desks.connections().topology())) {
            desk.browse(lane, filter, Page.first(MOST), letter -> found.add(LetterView.of(letter)));
        }
        return new Shown(found);
    }
}
