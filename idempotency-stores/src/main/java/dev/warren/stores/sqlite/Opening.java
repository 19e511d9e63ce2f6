package dev.warren.stores.sqlite;

import dev.warren.idempotency.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

/** From a path to a store that works, or a refusal that says why. */
final class Opening {
    /** Checking the whole file takes about a second for each GB, so only small ones are: damage in a large one shows when it is met. */
    private static final long LARGEST_CHECKED_BYTES = 64L * 1024 * 1024;

    /** The smallest page there is, and no file is without one. */
    private static final int SMALLEST_BYTES = 512;

    private static final int READER_CACHE_MEBIBYTES = 8;

    private final Path file;
    private final Duration busyTimeout;
    private final int cacheMebibytes;
    private final Failures failures;

    Opening(Path file, Duration busyTimeout, int cacheMebibytes) {
        this.file = file;
        this.busyTimeout = busyTimeout;
        this.cacheMebibytes = cacheMebibytes;
        this.failures = new Failures(file);
    }

    SqliteStore open(Clock clock, Retention retention) {
        refuseWhatIsNoFile();
        try {
            return open(Database.open(file, busyTimeout, cacheMebibytes), clock, retention);
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }

    private void refuseWhatIsNoFile() {
        if (Files.isDirectory(file)) {
            throw failures.refused("it is a directory; name a file in it");
        }
        Path directory = file.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw failures.refused("its directory does not exist; make it first");
        }
        if (size() > 0 && size() < SMALLEST_BYTES) { // SQLite would take it for empty
            throw failures.refused("it is damaged (only " + size() + " bytes are left); restore a backup");
        }
    }

    @SuppressWarnings("try") // what is opened here stays open, unless something fails
    private SqliteStore open(Database writing, Clock clock, Retention retention) throws SQLException {
        boolean opened = false;
        try {
            String id = new Schema(writing, failures).prepare(busyTimeout);
            check(writing);
            tryToWrite(writing);
            Writer writer = new Writer(writing, new FileInPlace(file), failures);
            Reader reader = new Reader(Database.open(file, busyTimeout, READER_CACHE_MEBIBYTES), failures);
            opened = true;
            return new SqliteStore(id, clock, retention, writer, reader);
        } finally {
            if (!opened) {
                writing.close();
            }
        }
    }

    private void check(Database database) throws SQLException {
        if (size() <= LARGEST_CHECKED_BYTES) {
            String found = database.text("PRAGMA quick_check(1)");
            if (!found.equals("ok")) {
                throw failures.refused(
                        "it is damaged (" + found + "); stop all workers, keep copies of the file with its"
                                + " -wal and -shm, and restore a backup or recover it with sqlite3's .recover");
            }
        }
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // what SQLite says of it will be heard
        }
    }

    /** A store that can only be read is of no use, and this is the time to say so. */
    private static void tryToWrite(Database database) throws SQLException {
        database.transact(() -> {
            database.execute("UPDATE store SET last_fence = last_fence");
            return database;
        });
    }
}
