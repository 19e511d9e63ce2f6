package dev.warren.console.connect;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when it is told to by Ctrl-C or SIGTERM: {@code ask} is called on another thread, and the process waits until
 * the command has closed this, at most for a limit. It then ends with the exit code that {@link #endWith} named, else as the signal has it.
 */
public final class Stopping implements AutoCloseable {
    private static final int AS_THE_SIGNAL_HAS_IT = -1;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile int exitCode = AS_THE_SIGNAL_HAS_IT;

    private Stopping(Runnable ask, Duration limit) {
        hook = new Thread(() -> askAndWait(ask, limit), "warren-stopping");
    }

    /** From now until it is closed. */
    public static Stopping by(Runnable ask, Duration limit) {
        Stopping stopping = new Stopping(ask, limit);
        Runtime.getRuntime().addShutdownHook(stopping.hook);
        return stopping;
    }

    /** Says how the process is to end if it was told to end: the JVM's own codes tell only of the signal. */
    public void endWith(int code) {
        exitCode = code;
    }

    private void askAndWait(Runnable ask, Duration limit) {
        try {
            ask.run();
            if (ended.await(limit.toMillis(), TimeUnit.MILLISECONDS) && exitCode != AS_THE_SIGNAL_HAS_IT) {
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending: that is what it was for
        }
    }
}
