package dev.warren.publish;

import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.concurrent.Executor;

/** What gives a sender its time: takes the turns of its two parts and runs what follows from the broker's answers. */
interface SenderDriver {
    /** Where the futures of callers are completed; must not be the thread that the broker's answers come on. */
    Executor completions();

    /** Takes the turns of both from now on. */
    void start(Turns writer, Turns deadlines);

    /** There is something new for the writer: it needs a turn now, however long it meant to rest. Called on any thread. */
    void wakeWriter();

    /** Goes on until both are over, at most for {@code limit}, and takes no turns after that. */
    void drain(Duration limit);

    /** Runs the completions that are left and takes no more. */
    void end();
}
