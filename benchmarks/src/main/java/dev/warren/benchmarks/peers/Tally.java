package dev.warren.benchmarks.peers;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the jobs that have run in this process, and prints how fast they did when the last one has. */
final class Tally {
    /** About 250 bytes of JSON with it. */
    static final String FILLER = "x".repeat(210);

    private final int jobs;
    private final AtomicInteger done = new AtomicInteger();
    private volatile long startedNanos;
    private volatile long lastThirdNanos;

    Tally(int jobs) {
        this.jobs = jobs;
    }

    /** One more job has run. The first one starts the clock. */
    void count() {
        int now = done.incrementAndGet();
        if (now == 1) {
            startedNanos = System.nanoTime();
        }
        if (now == jobs - jobs / 3) {
            lastThirdNanos = System.nanoTime();
        }
        if (now == jobs) {
            long end = System.nanoTime();
            print("last", rate(jobs / 3, end - lastThirdNanos));
            print("drained", rate(jobs - 1, end - startedNanos));
        }
    }

    /** What is timed. */
    @FunctionalInterface
    interface Enqueueing {
        void run() throws Exception;
    }

    /** Times the enqueueing of so many jobs, and prints how fast it was. */
    static void enqueue(int jobs, Enqueueing enqueueing) throws Exception {
        long start = System.nanoTime();
        enqueueing.run();
        print("enqueued", rate(jobs, System.nanoTime() - start));
    }

    private static double rate(int jobs, long nanos) {
        return jobs * 1e9 / Math.max(1, nanos);
    }

    @SuppressWarnings("SystemOut") // the way to the parent
    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "figure %s=%.3f%n", name, value);
        System.out.flush();
    }
}
