package dev.warren.console.dead;

import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.output.Colour;
import dev.warren.deadletter.Removal;
import dev.warren.deadletter.Tally;
import dev.warren.deadletter.UnroutedDesk;
import dev.warren.deadletter.UnroutedMessage;
import dev.warren.topology.LaneName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        description = {
            "Send unrouted messages to where they belong, which is told by the exchange they were published to, or to a lane.",
            "Mend first why they were not routed ('warren topology check'). Exit code 1 when some must stay."
        })
final class UnroutedReplayCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Parameters(paramLabel = "ID", description = "the message ids that are meant (default: all messages)")
    List<String> ids = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", split = ",", description = "of these job types only")
    List<String> types = new ArrayList<>();

    @Option(names = "--lane", paramLabel = "NAME", description = "to this lane, wherever they belong")
    @Nullable
    LaneName lane;

    @Option(names = "--rate", paramLabel = "N", description = "so many in a second (default: as fast as can be)")
    @Nullable
    Integer rate;

    /** What {@code --json} shows. */
    record Replayed(long replayed, long there, long stayed, List<String> missing) {}

    @Override
    public Integer call() throws InterruptedException {
        Set<String> found = new HashSet<>();
        Tally tally;
        try (Desks desks = Desks.withoutStore(common)) {
            UnroutedDesk desk = desks.unrouted();
            tally = RemovalRun.withProgress(
                    common, "replayed", removal(), how -> replay(desk, message -> isMeant(message, found), how));
        }
        List<String> missing = ids.stream().filter(id -> !found.contains(id)).toList();
        Replayed replayed = new Replayed(tally.done(), tally.there(), tally.matched() - tally.done(), missing);
        common.output()
                .answer(
                        replayed,
                        text -> text.line(
                                Colour.GOOD,
                                "replayed",
                                replayed.replayed() + " of " + replayed.there() + " unrouted messages"));
        if (replayed.stayed() > 0) {
            common.output()
                    .warn(replayed.stayed()
                            + " stay: their exchange does not tell where they belong; name it by --lane");
        }
        missing.forEach(id -> common.output().warn("no unrouted message has the id " + id));
        return replayed.stayed() == 0 && missing.isEmpty() ? ExitCode.DONE : ExitCode.NO;
    }

    private boolean isMeant(UnroutedMessage message, Set<String> found) {
        boolean meant = (ids.isEmpty() || message.id().filter(ids::contains).isPresent())
                && (types.isEmpty() || message.type().filter(types::contains).isPresent());
        if (meant) {
            message.id().ifPresent(id -> {
                if (ids.contains(id)) {
                    found.add(id);
                }
            });
        }
        return meant;
    }

    private Tally replay(UnroutedDesk desk, Predicate<UnroutedMessage> meant, Removal removal) {
        LaneName named = lane;
        if (named == null) {
            return desk.sendHome(meant, removal);
        }
        if (!common.connections().topology().lanes().contains(named)) {
            throw new UsageError("--lane " + named + ": there is no such lane; the setting 'lanes' names them");
        }
        return desk.sendTo(named, meant, removal);
    }

    private Removal removal() {
        try {
            Integer perSecond = rate;
            return perSecond == null ? Removal.standard() : Removal.standard().atRate(perSecond);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--rate: " + e.getMessage());
        }
    }
}
