package dev.warren.rabbit;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a connection whose write hangs. The client (5.37.0) holds the channel's lock while it writes, and needs the same lock to end a
 * channel whose heartbeats are missed: when a frozen peer lets the socket's buffers run full, neither ends by itself. Closing the socket
 * frees both.
 */
final class WriteGuard implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WriteGuard.class);
    private static final long NOT_WRITING = 0;

    private final Socket socket;
    private final long limitNanos;
    private final BooleanSupplier excused;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(Links::daemonThread);
    private volatile long writingSinceNanos = NOT_WRITING;

    /** Lets a write take up to {@code limit}; and as long as it likes while {@code excused}. */
    WriteGuard(Socket socket, Duration limit, BooleanSupplier excused) {
        this.socket = socket;
        this.limitNanos = limit.toNanos();
        this.excused = excused;
        watch.scheduleWithFixedDelay(this::look, limitNanos / 4, limitNanos / 4, TimeUnit.NANOSECONDS);
    }

    void writing() {
        writingSinceNanos = System.nanoTime() | 1; // never the mark for not writing
    }

    void written() {
        writingSinceNanos = NOT_WRITING;
    }

    private void look() {
        long since = writingSinceNanos;
        if (since != NOT_WRITING && System.nanoTime() - since > limitNanos && !excused.getAsBoolean()) {
            log.warn("a write to the broker hangs for {} s; cutting the connection", limitNanos / 1_000_000_000);
            cut();
        }
    }

    private void cut() {
        try {
            socket.setSoLinger(true, 0); // a TLS socket would otherwise wait for the hanging write
            socket.close();
        } catch (IOException e) {
            log.debug("the socket was gone before it was cut: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
