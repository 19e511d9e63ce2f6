package dev.warren.console.lanes;

import dev.warren.WarrenException;
import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.output.Colour;
import dev.warren.console.output.Output;
import dev.warren.console.output.Table;
import dev.warren.console.output.Table.Cell;
import dev.warren.console.output.Terminal;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code warren lanes}. */
@Command(
        name = "lanes",
        description = {
            "Show for each lane how many jobs wait, are with workers, are delayed or dead, how many workers consume it,",
            "and how many jobs pass in a second. Rates, and jobs with workers, are known to the management API only."
        })
public final class LanesCommand implements Callable<Integer> {
    private static final String TOP_OF_SCREEN = "\u001b[H\u001b[2J";
    private static final int LONGEST_SECONDS = 3_600;

    @Mixin
    final Common common = new Common();

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "2",
            description =
                    "show it again and again, every 2 or so many seconds, until Ctrl-C; with --json a line each time")
    @Nullable
    Integer watch;

    @Option(names = "--times", paramLabel = "N", description = "with --watch: end after so many times")
    @Nullable
    Integer times;

    private Figures.Sources told = new Figures.Sources(Figures.Sources.OK, Figures.Sources.OK);

    /** For picocli. */
    public LanesCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Watch source = new Watch(common.connections(), Clock.systemUTC())) {
            Integer seconds = watch;
            if (seconds == null) {
                Figures figures = source.ask();
                common.output().answer(figures, text -> tell(figures, text));
                noteMissing(figures.sources());
            } else {
                watch(source, seconds);
            }
            return ExitCode.DONE;
        }
    }

    private void watch(Watch source, int seconds) throws InterruptedException {
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new UsageError("--watch is " + seconds + "; it must be from 1 to " + LONGEST_SECONDS + " seconds");
        }
        int left = times == null ? Integer.MAX_VALUE : times;
        while (true) {
            show(source);
            left--;
            if (left <= 0) {
                return;
            }
            TimeUnit.SECONDS.sleep(seconds);
        }
    }

    /** A broker that can't be reached may come back. */
    private void show(Watch source) {
        try {
            Figures figures = source.ask();
            if (isRedrawn()) {
                common.output().raw(TOP_OF_SCREEN);
            }
            common.output().part(figures, text -> tell(figures, text));
            noteMissing(figures.sources());
        } catch (UsageError e) {
            throw e;
        } catch (WarrenException e) {
            common.output().warn(String.valueOf(e.getMessage()));
        }
    }

    private boolean isRedrawn() {
        Output output = common.output();
        return output.format() == Output.Format.HUMAN && output.terminal().outKind() == Terminal.Kind.TERMINAL;
    }

    /** Each time on a screen that is drawn anew, else only when it changes. */
    private void noteMissing(Figures.Sources sources) {
        if (isRedrawn() && watch != null) {
            told = new Figures.Sources(Figures.Sources.OK, Figures.Sources.OK);
        }
        if (sources.isAmqpMissing() && !sources.amqp().equals(told.amqp())) {
            common.output().warn("not known by AMQP, so figures may be some seconds old: " + sources.amqp());
        }
        if (sources.isManagementMissing() && !sources.management().equals(told.management())) {
            common.output()
                    .warn("rates and unacked jobs are not known, as the management API is missing: "
                            + sources.management());
        }
        told = sources;
    }

    private static void tell(Figures figures, Output.Text text) {
        Table table =
                Table.of("LANE", ">READY", ">UNACKED", ">DELAYED", ">DEAD", ">WORKERS", ">IN/S", ">OUT/S", ">DONE/S");
        for (LaneFigures lane : figures.lanes()) {
            table.row(List.of(
                    Cell.of(lane.lane()),
                    new Cell(count(lane.ready()), lane.isDeserted() ? Colour.BAD : Colour.PLAIN),
                    Cell.of(count(lane.unacked())),
                    Cell.of(count(lane.delayed())),
                    new Cell(count(lane.dead()), isSome(lane.dead()) ? Colour.WARNING : Colour.PLAIN),
                    new Cell(count(lane.consumers()), lane.isDeserted() ? Colour.BAD : Colour.PLAIN),
                    Cell.of(rate(lane.publishedPerSecond())),
                    Cell.of(rate(lane.deliveredPerSecond())),
                    Cell.of(rate(lane.ackedPerSecond()))));
        }
        text.table(table);
        if (isSome(figures.unrouted())) {
            text.line(
                    Colour.BAD,
                    "unrouted:",
                    count(figures.unrouted())
                            + " messages that no queue would have; 'warren unrouted list' shows them");
        }
    }

    private static boolean isSome(Optional<Long> count) {
        return count.orElse(0L) > 0;
    }

    private static String count(Optional<Long> count) {
        return count.map(it -> String.format(Locale.ROOT, "%,d", it)).orElse("?");
    }

    private static String rate(Optional<Double> rate) {
        return rate.map(it -> String.format(Locale.ROOT, it < 10 ? "%.1f" : "%,.0f", it))
                .orElse("?");
    }
}
