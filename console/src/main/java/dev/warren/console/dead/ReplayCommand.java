package dev.warren.console.dead;

import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.output.Colour;
import dev.warren.deadletter.DeadLetterDesk;
import dev.warren.deadletter.LetterFilter;
import dev.warren.deadletter.Removal;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        description = {
            "Give dead letters a new life: each is published to its lane and then removed.",
            "Name ids, or a filter, or --all. Exit code 1 when an id that was named is not there."
        })
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Mixin
    final RemovalOptions options = new RemovalOptions();

    @Option(names = "--delay", paramLabel = "TIME", description = "the jobs run after this time, such as 10m")
    Duration delay = Duration.ZERO;

    @Option(names = "--rate", paramLabel = "N", description = "so many in a second (default: as fast as can be)")
    @Nullable
    Integer rate;

    /** What {@code --json} shows. */
    record Replayed(long replayed, List<String> missing, List<Counted> lanes) {}

    @Override
    public Integer call() throws InterruptedException {
        LetterFilter filter = options.filter("replay");
        Removal removal = removal();
        try (Desks desks = Desks.open(common)) {
            DeadLetterDesk desk = desks.dead();
            List<LaneName> lanes = options.choice.of(desks.connections().topology());
            RemovalRun run = new RemovalRun(common, options);
            List<Counted> counted =
                    run.through(lanes, removal, "replayed", (lane, how) -> desk.replay(lane, filter, how));
            long done = counted.stream().mapToLong(Counted::done).sum();
            Replayed replayed = new Replayed(done, run.missing(), counted);
            common.output().answer(replayed, text -> text.line(Colour.GOOD, "replayed", Sums.of(counted)));
            return Sums.warnOfMissing(common, replayed.missing());
        }
    }

    private Removal removal() {
        try {
            Removal removal = Removal.standard().delayedBy(delay);
            Integer perSecond = rate;
            return perSecond == null ? removal : removal.atRate(perSecond);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--delay or --rate: " + e.getMessage());
        }
    }
}
