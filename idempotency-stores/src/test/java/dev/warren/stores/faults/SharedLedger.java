package dev.warren.stores.faults;

import dev.warren.stores.faults.Entry.Event;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A file that several processes append to, a line with one write each, so that lines never mix. A line is in the kernel's hands when
 * {@code note} returns and outlives its process; the machine is not meant to die. Safe for use by several threads.
 */
final class SharedLedger implements AutoCloseable {
    private final OutputStream file; // no channel: the interrupt of a handler would close it for all

    SharedLedger(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
    }

    /** Of a job, as its publisher sees it. */
    void note(Event event, String id) {
        write(new Entry(event, id, 0, ownPid(), 0, nowMicros(), Entry.NONE));
    }

    /** Of a run of this process, or of a decision of it. */
    void note(Event event, String id, int attempt, long run, String detail) {
        write(new Entry(event, id, attempt, ownPid(), run, nowMicros(), detail));
    }

    /** Of a process. */
    void note(Event event, long pid, String detail) {
        write(new Entry(event, Entry.NONE, 0, pid, 0, nowMicros(), detail));
    }

    private static long ownPid() {
        return ProcessHandle.current().pid();
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private void write(Entry entry) {
        try {
            file.write(entry.line().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
