package dev.warren.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The last things that happened, to be read when a run fails. Put into words only then. */
final class History {
    private static final int MOST_LINES = 2_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final VirtualTime time;
    private final Deque<Line> lines = new ArrayDeque<>();
    private long left;

    History(VirtualTime time) {
        this.time = time;
    }

    /** The words are joined by spaces when they are read, so they must not change. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Line(long nanos, @Nullable Object[] words) {
        void appendTo(StringBuilder text) {
            text.append(String.format("%12.3f ms ", nanos / NANOS_PER_MILLI));
            for (@Nullable Object word : words) {
                text.append(' ').append(word);
            }
            text.append('\n');
        }
    }

    void note(@Nullable Object... words) {
        if (lines.size() == MOST_LINES) {
            lines.removeFirst();
            left++;
        }
        lines.addLast(new Line(time.nanos(), words));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (left > 0) {
            text.append("(").append(left).append(" earlier lines left out)\n");
        }
        lines.forEach(line -> line.appendTo(text));
        return text.toString();
    }
}
