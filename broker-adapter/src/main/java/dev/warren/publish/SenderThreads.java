package dev.warren.publish;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a sender three threads: one writes, one watches the deadlines, one runs what follows from the broker's answers. */
final class SenderThreads implements SenderDriver {
    private static final Logger log = LoggerFactory.getLogger(SenderThreads.class);
    private static final Duration LAST_COMPLETIONS = Duration.ofSeconds(5);

    private final TurnThread writer = new TurnThread("warren-publish");
    private final TurnThread deadlines = new TurnThread("warren-deadlines");
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
        writer.start(writing);
        deadlines.start(watching);
    }

    @Override
    public void wakeWriter() {
        writer.wake();
    }

    @Override
    public void drain(Duration limit) {
        long start = System.nanoTime();
        try {
            deadlines.join(limit);
            writer.join(limit.minusNanos(System.nanoTime() - start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt();
        deadlines.interrupt();
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
