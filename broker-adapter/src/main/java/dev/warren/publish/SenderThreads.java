package dev.warren.publish;

import dev.warren.turns.TurnThread;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a sender three threads: one writes, one watches the deadlines, one runs what follows from the broker's answers. */
final class SenderThreads implements SenderDriver {
    private static final Logger log = LoggerFactory.getLogger(SenderThreads.class);
    private static final Duration LAST_COMPLETIONS = Duration.ofSeconds(5);

    private volatile @Nullable TurnThread writer; // null until it starts
    private volatile @Nullable TurnThread deadlines;
    private final ExecutorService completions = Executors.newSingleThreadExecutor(SenderThreads::confirmsThread);

    private static Thread confirmsThread(Runnable task) {
        Thread thread = new Thread(task, "warren-confirms");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Executor completions() {
        return completions;
    }

    @Override
    public void start(Turns writing, Turns watching) {
        TurnThread newWriter = new TurnThread("publish", writing);
        TurnThread newDeadlines = new TurnThread("deadlines", watching);
        writer = newWriter; // before it starts, so that no wake-up is lost
        deadlines = newDeadlines;
        newWriter.start();
        newDeadlines.start();
    }

    /** Before the start there is nobody to wake: the first turn sees whatever has come. */
    @Override
    public void wakeWriter() {
        TurnThread running = writer;
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public void drain(Duration limit) {
        TurnThread writing = Objects.requireNonNull(writer);
        TurnThread watching = Objects.requireNonNull(deadlines);
        long start = System.nanoTime();
        try {
            watching.join(limit);
            writing.join(limit.minusNanos(System.nanoTime() - start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writing.interrupt();
        watching.interrupt();
    }

    @Override
    public void end() {
        completions.shutdown();
        try {
            if (!completions.awaitTermination(LAST_COMPLETIONS.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn(
                        "code that follows an enqueue still runs, {} s after its publisher was closed",
                        LAST_COMPLETIONS.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
