package dev.warren.benchmarks;

/** How much is done in one run. */
public enum Size {
    /** Just enough to see that everything can be measured; the figures mean little. */
    QUICK,
    /** Enough for figures to quote. */
    FULL;

    /** One of two numbers. */
    public int of(int quick, int full) {
        return this == QUICK ? quick : full;
    }
}
