package dev.warren.deadletter;

import dev.warren.broker.QueueLook.Taken;
import java.util.List;

/**
 * How many messages to take at once: so many of the size of those before as fit into 16 MiB, as no more than a window of them is in
 * memory.
 *
 * @param size 8 to 500
 */
record Window(int size) {
    private static final int BUDGET_BYTES = 16 << 20;
    private static final int LEAST = 8;
    private static final int MOST = 500;

    static final Window FIRST = new Window(32);

    Window after(List<Taken> taken) {
        long largest = taken.stream()
                .mapToLong(one -> one.message().body().length)
                .max()
                .orElse(0);
        long fit = BUDGET_BYTES / Math.max(1, largest);
        return new Window((int) Math.max(LEAST, Math.min(Math.min(MOST, 2L * size), fit)));
    }
}
