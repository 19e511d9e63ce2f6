package dev.warren.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells a waiting person that something goes on. */
final class Progress {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final PrintStream out;
    private final long began = System.nanoTime();
    private long last = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    /** A line, now. */
    void say(String sentence) {
        out.printf(
                Locale.ROOT,
                "[%4d s] %s%n",
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                sentence);
    }

    /** A line, unless there was one a moment ago. */
    void often(Supplier<String> sentence) {
        if (System.nanoTime() - last > INTERVAL.toNanos()) {
            last = System.nanoTime();
            say(sentence.get());
        }
    }
}
