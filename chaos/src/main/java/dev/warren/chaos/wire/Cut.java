package dev.warren.chaos.wire;

/**
 * One fault on a wire: at the next passage of this kind.
 *
 * @param passage what to wait for
 * @param after how many bytes of it still pass, from 0; more than it has: it passes whole, and nothing is cut
 * @param ending what happens then
 */
public record Cut(Passage passage, int after, Ending ending) {
    /** Refuses what no network could do: a stream that lacks a publish or a delivery would number all that follow wrongly. */
    public Cut {
        if (after < 0) {
            throw new IllegalArgumentException("cut after " + after + " bytes; it must be 0 or more");
        }
        if (ending == Ending.LOSE && (after != 0 || passage == Passage.PUBLISH || passage == Passage.DELIVERY)) {
            throw new IllegalArgumentException("only a confirm or an ack can be lost, and only as a whole");
        }
    }
}
