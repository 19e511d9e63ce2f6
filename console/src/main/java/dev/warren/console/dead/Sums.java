package dev.warren.console.dead;

import dev.warren.console.ExitCode;
import dev.warren.console.connect.Common;
import java.util.List;

/** What a replay or purge says at its end. */
final class Sums {
    private Sums() {}

    static String of(List<Counted> lanes) {
        long done = lanes.stream().mapToLong(Counted::done).sum();
        long superseded = lanes.stream().mapToLong(Counted::superseded).sum();
        long doubles = lanes.stream().mapToLong(Counted::doubles).sum();
        long there = lanes.stream().mapToLong(Counted::there).sum();
        return done + " of " + there + " dead letters"
                + (superseded == 0 ? "" : "; removed " + superseded + " of jobs that have gone on since")
                + (doubles == 0 ? "" : "; removed " + doubles + " that were there twice");
    }

    static int warnOfMissing(Common common, List<String> missing) {
        missing.forEach(id -> common.output().warn("no dead letter has the id " + id));
        return missing.isEmpty() ? ExitCode.DONE : ExitCode.NO;
    }
}
