package dev.warren.chaos.wire;

/**
 * A frame's place in a passage.
 *
 * @param passage what it is a part of
 * @param offset how many bytes of the passage come before it
 * @param length how long the frame is
 * @param isLast whether it ends the passage
 */
record Piece(Passage passage, int offset, int length, boolean isLast) {
    boolean isFirst() {
        return offset == 0;
    }

    /** The passage's length, when this is its last piece. */
    int end() {
        return offset + length;
    }
}
