package dev.warren.publish;

import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Sees to it that nobody waits for ever: fails what got no answer in time, and sweeps out what is done. */
final class Deadlines implements Turns {
    private static final Duration CHECK = Duration.ofMillis(50);

    private final Duration within;
    private final LongSupplier nanos;
    private final Line line;
    private final LineWriter writer;
    private final Answers answers;

    Deadlines(SenderParts parts, Line line, LineWriter writer, Answers answers) {
        this.within = parts.settings().confirmWithin();
        this.nanos = parts.nanos();
        this.line = line;
        this.writer = writer;
        this.answers = answers;
    }

    @Override
    public Duration turn() {
        long now = nanos.getAsLong();
        if (line.sweep(pending -> failOverdue(pending, now))) {
            writer.forgetSettled();
        }
        return CHECK;
    }

    private void failOverdue(Pending pending, long now) {
        if (now - pending.startNanos() >= within.toNanos()) {
            answers.unanswered(pending, "within " + within + " (" + writer.state() + ")");
        }
    }

    @Override
    public boolean isOver() {
        return line.isDone();
    }

    /** The sender ends: what is left fails now, however long it had left. */
    void failAll() {
        line.sweep(pending -> answers.unanswered(pending, "before this publisher was closed"));
    }
}
