package dev.warren.samples.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Prints the story line by line, with the time since its beginning. Safe for use by several threads. */
final class Narrator {
    private final PrintStream out;
    private final Settings.Style style;
    private final long startNanos = System.nanoTime();

    Narrator(PrintStream out, Settings.Style style) {
        this.out = out;
        this.style = style;
    }

    /** What a line is about. */
    enum Tone {
        PLAIN(""),
        GOOD("\033[32m"),
        WARNING("\033[33m"),
        BAD("\033[31m");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }
    }

    /** A line of the story. */
    void tell(Tone tone, String who, String what) {
        print(tone, String.format(Locale.ROOT, "%6.2f s  %-16s %s", elapsed().toMillis() / 1000.0, who, what));
    }

    void tell(String who, String what) {
        tell(Tone.PLAIN, who, what);
    }

    /** A line without a time. */
    void print(Tone tone, String line) {
        boolean coloured = style == Settings.Style.COLOURED && !tone.colour.isEmpty();
        synchronized (out) {
            out.println(coloured ? tone.colour + line + "\033[0m" : line);
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
