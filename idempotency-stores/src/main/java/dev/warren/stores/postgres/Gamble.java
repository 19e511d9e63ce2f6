package dev.warren.stores.postgres;

/**
 * Whether to try what spares work when it succeeds, and costs some when it does not: always, until it was lost. Then it is left out for one turn, and
 * for twice as many each time that it is lost again before it was won. Not safe for use by several threads.
 */
final class Gamble {
    private static final int LONGEST_PAUSE = 1_024;

    private int pause;
    private int nextPause = 1;

    /** Asked once in each turn. */
    boolean isWorthIt() {
        if (pause == 0) {
            return true;
        }
        pause--;
        return false;
    }

    void won() {
        nextPause = 1;
    }

    void lost() {
        pause = nextPause;
        nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
    }
}
