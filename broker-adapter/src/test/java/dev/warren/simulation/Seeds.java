package dev.warren.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Runs one seed after the other until one finds something, on several threads, each run on one. */
final class Seeds {
    private final Mutant mutant;
    private final long from;
    private final long count;
    private final long endNanos;
    private final AtomicLong next;
    private final AtomicLong done = new AtomicLong();
    private volatile Optional<Finding> found = Optional.empty();
    private final Coverage coverage = new Coverage();

    private Seeds(Mutant mutant, long from, long count, Duration longest) {
        this.mutant = mutant;
        this.from = from;
        this.count = count;
        this.next = new AtomicLong(from);
        this.endNanos = System.nanoTime() + longest.toNanos();
    }

    /**
     * What a seed came upon.
     *
     * @param history what happened in it
     */
    record Finding(long seed, List<String> violations, String history) {
        @Override
        public String toString() {
            return "seed " + seed + ": " + String.join("; ", violations)
                    + "\nTo run it alone: dev/soak simulation --from " + seed + " --seeds 1\n" + history;
        }
    }

    /**
     * What many seeds came to.
     *
     * @param done how many ran
     */
    record Summary(long done, Optional<Finding> finding, Coverage coverage) {}

    /** How many seeds it takes, from 0 on, to find what a mutant does wrong; with what was found. Empty when it takes more. */
    static Optional<Finding> find(Mutant mutant, long most) {
        return run(mutant, 0, most, 1, Duration.ofHours(1), unused -> {}).finding();
    }

    /** Runs {@code count} seeds, or as many as {@code longest} lets; {@code progress} is told every ten seconds how many were done. */
    static Summary run(Mutant mutant, long from, long count, int threads, Duration longest, LongConsumer progress) {
        return silently(() -> new Seeds(mutant, from, count, longest).run(threads, progress));
    }

    /** One seed's run, in words. */
    static String history(long seed) {
        return silently(() -> {
            SettleRun run = new SettleRun(seed, Mutant.NONE, new Coverage());
            List<String> violations = run.verdict();
            return run.world.history() + "\nviolations: " + violations;
        });
    }

    /** A run is loud, and logging would be most of its time. */
    private static <T> T silently(Supplier<T> what) {
        List<Logger> loggers = List.of(logger(org.slf4j.Logger.ROOT_LOGGER_NAME), logger("dev.warren"));
        List<Level> before = loggers.stream().map(Logger::getLevel).toList();
        loggers.forEach(logger -> logger.setLevel(Level.OFF));
        try {
            return what.get();
        } finally {
            for (int i = 0; i < before.size(); i++) {
                loggers.get(i).setLevel(before.get(i));
            }
        }
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private Summary run(int threads, LongConsumer progress) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(this::work));
            }
            pool.shutdown();
            while (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
                progress.accept(done.get());
            }
            for (Future<?> each : all) {
                Object unused = each.get(); // a run that failed by itself fails here
            }
            return new Summary(done.get(), found, coverage);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the simulation itself failed", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private void work() {
        Coverage own = new Coverage();
        for (long seed = next.getAndIncrement(); isToRun(seed); seed = next.getAndIncrement()) {
            run(seed, own);
            done.incrementAndGet();
        }
        synchronized (coverage) {
            coverage.add(own);
        }
    }

    private boolean isToRun(long seed) {
        return seed < from + count && found.isEmpty() && System.nanoTime() - endNanos < 0;
    }

    private void run(long seed, Coverage own) {
        SettleRun run = new SettleRun(seed, mutant, own);
        List<String> violations = run.verdict();
        if (!violations.isEmpty()) {
            found(new Finding(seed, violations, run.world.history().toString()));
        }
    }

    /** The first of them counts: others may be at later seeds already. */
    private synchronized void found(Finding finding) {
        if (found.isEmpty() || finding.seed() < found.get().seed()) {
            found = Optional.of(finding);
        }
    }
}
