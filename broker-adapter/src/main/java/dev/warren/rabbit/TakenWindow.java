package dev.warren.rabbit;

import java.util.BitSet;
import java.util.Optional;

/** Which deliveries of one {@code take} are still held; their tags follow each other. A bit each, as a look may hold very many. */
final class TakenWindow {
    private final long first;
    private final int size;
    private final BitSet removed;

    TakenWindow(long first, int size) {
        this.first = first;
        this.size = size;
        this.removed = new BitSet(size);
    }

    boolean has(long tag) {
        return tag >= first && tag < first + size;
    }

    void removed(long tag) {
        removed.set((int) (tag - first));
    }

    /** The last tag that was not removed: everything up to it can be given back at once. */
    Optional<Long> lastHeld() {
        int last = removed.previousClearBit(size - 1);
        return last < 0 ? Optional.empty() : Optional.of(first + last);
    }

    int held() {
        return size - removed.cardinality();
    }
}
