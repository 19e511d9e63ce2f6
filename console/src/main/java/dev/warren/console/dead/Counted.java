package dev.warren.console.dead;

import dev.warren.deadletter.Tally;

/** What was met in a lane's dead letters; what {@code --json} shows of each lane. */
record Counted(String lane, long there, long seen, long matched, long done, long superseded, long doubles) {
    static Counted of(String lane, Tally tally) {
        return new Counted(
                lane, tally.there(), tally.seen(), tally.matched(), tally.done(), tally.superseded(), tally.doubles());
    }
}
