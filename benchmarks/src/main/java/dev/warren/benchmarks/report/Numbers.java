package dev.warren.benchmarks.report;

import java.util.Locale;

/** Numbers as a reader wants them: no more digits than mean something. */
final class Numbers {
    private Numbers() {}

    /** Three digits or a little more: 0.512, 4.61, 27.3, 640, 92,150. */
    static String text(double value) {
        return String.format(Locale.ROOT, "%,." + decimals(Math.abs(value)) + "f", value);
    }

    private static int decimals(double size) {
        if (size >= 100) {
            return 0;
        }
        return size >= 10 ? 1 : size >= 1 ? 2 : 3;
    }

    /** A quotient: 0.68. */
    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
