package dev.warren.console.output;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A bar on stderr with rate and time left. Draws at most ten times a second, and nothing at all unless a person looks. Thread-safe. */
public final class Progress implements AutoCloseable {
    private static final long BETWEEN_DRAWINGS_NANOS = Duration.ofMillis(100).toNanos();
    private static final int WIDEST_BAR = 30;

    private final Terminal terminal;
    private final String label;
    private final long total;
    private final LongSupplier nanos;
    private final long began;
    private long first = -1;
    private long lastDrawn;
    private long done;
    private boolean open = true;

    private Progress(Terminal terminal, String label, long total, LongSupplier nanos) {
        this.terminal = terminal;
        this.label = label;
        this.total = total;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
        this.lastDrawn = began - BETWEEN_DRAWINGS_NANOS;
    }

    static Progress on(Terminal terminal, String label, long total) {
        return new Progress(terminal, label, total, System::nanoTime);
    }

    /** Notes how much is done; the rate counts from the first such note. */
    public synchronized void done(long count) {
        if (first < 0) {
            first = count;
        }
        done = count;
        long now = nanos.getAsLong();
        if (open && now - lastDrawn >= BETWEEN_DRAWINGS_NANOS) {
            lastDrawn = now;
            draw(now);
        }
    }

    private void draw(long now) {
        if (terminal.errKind() == Terminal.Kind.TERMINAL) {
            terminal.err()
                    .print("\r" + line(label, done, total, done - first, now - began, terminal.columns() - 1)
                            + "\u001b[K");
            terminal.err().flush();
        }
    }

    /** Draws a last time and leaves the line. Idempotent. */
    @Override
    public synchronized void close() {
        if (open && first >= 0) {
            draw(nanos.getAsLong());
            if (terminal.errKind() == Terminal.Kind.TERMINAL) {
                terminal.err().println();
            }
        }
        open = false;
    }

    /** The bar as text, cut to a width. {@code since} is what was done in {@code nanos}, for the rate. */
    static String line(String label, long done, long total, long since, long nanos, int columns) {
        double share = total == 0 ? 1 : Math.min(1.0, (double) done / total);
        double rate = nanos <= 0 ? 0 : since * 1e9 / nanos;
        String numbers = String.format(
                Locale.ROOT,
                "%3d%%  %,d/%,d  %,.0f/s  %s",
                (int) (share * 100),
                done,
                total,
                rate,
                done >= total ? "in " + time(nanos / 1e9) : rate > 0 ? time((total - done) / rate) + " left" : "");
        int bar = Math.min(WIDEST_BAR, columns - label.length() - numbers.length() - 4);
        String drawn = bar < 5
                ? label + " " + numbers
                : label + " [" + "#".repeat((int) (share * bar)) + ".".repeat(bar - (int) (share * bar)) + "] "
                        + numbers;
        return drawn.length() > columns ? drawn.substring(0, Math.max(0, columns)) : drawn.stripTrailing();
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60
                ? whole + " s"
                : whole < 3600
                        ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
                        : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole / 60 % 60);
    }
}
