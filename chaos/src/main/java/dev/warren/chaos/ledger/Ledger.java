package dev.warren.chaos.ledger;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A file that one process appends to. A line is in the kernel's hands when {@code note} returns, so it outlives its process however that
 * ends; a batch of lines is forced to the disk every {@link #FORCED_EVERY}, for whoever looks after the machine has died. Safe for use by
 * several threads.
 */
public final class Ledger implements AutoCloseable {
    /** How long a line may be in the kernel's hands only. */
    public static final Duration FORCED_EVERY = Duration.ofMillis(500);

    /** What ledgers' files are called, after the process's name. */
    public static final String SUFFIX = ".ledger";

    private final FileOutputStream file; // no channel: the interrupt of a handler would close it for all
    private final AtomicBoolean unforced = new AtomicBoolean();
    private final Thread forcing;
    private volatile boolean closed;

    private Ledger(FileOutputStream file) {
        this.file = file;
        this.forcing = new Thread(this::forceAgainAndAgain, "ledger");
        forcing.setDaemon(true);
        forcing.start();
    }

    /** The ledger of a process, in the folder of the run. */
    public static Ledger open(Path folder, String process) throws IOException {
        return new Ledger(new FileOutputStream(folder.resolve(process + SUFFIX).toFile(), true));
    }

    /** Notes what happens now to a job. */
    public void note(Line.Event event, String id) {
        write(Line.now(event, id).text());
    }

    /** Notes what happens now. */
    public void note(Line.Event event, String id, int number, String detail) {
        write(Line.now(event, id, number, detail).text());
    }

    /** Notes what happens now to many jobs, at the price of one. */
    public void noteAll(Line.Event event, List<String> ids) {
        if (!ids.isEmpty()) {
            write(ids.stream().map(id -> Line.now(event, id).text()).collect(Collectors.joining()));
        }
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        try {
            file.write(bytes); // one call of the kernel's, which lets nobody in between
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unforced.set(true);
    }

    private void forceAgainAndAgain() {
        while (!closed) {
            LockSupport.parkNanos(FORCED_EVERY.toNanos());
            try {
                if (unforced.getAndSet(false)) {
                    file.getFD().sync();
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            file.getFD().sync();
            closed = true;
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
