package dev.warren.rabbit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which deliveries of one {@code take} are still held; their tags follow each other. A bit each, as a look may hold very many. */
final class TakenWindow {
    /**
     * RabbitMQ 3.10 puts messages that come back at once in the order of an Erlang map, which is that of their numbers for up to 32 of them
     * and any order for more.
     */
    private static final int PIECE = 32;

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

    /** How many are held. */
    int held() {
        return size - removed.cardinality();
    }

    /** The last held tag of each piece that has one, in order: giving back all up to each in turn gives back all, in order. */
    List<Long> pieces() {
        List<Long> pieces = new ArrayList<>();
        for (int from = 0; from < size; from += PIECE) {
            int last = removed.previousClearBit(Math.min(from + PIECE, size) - 1);
            if (last >= from) {
                pieces.add(first + last);
            }
        }
        return pieces;
    }
}
