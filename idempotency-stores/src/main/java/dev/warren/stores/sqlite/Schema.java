package dev.warren.stores.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Brings the file to the schema this Warren knows, and refuses files it must not touch. */
final class Schema {
    static final int VERSION = 4;

    /** "Wrrn". */
    static final int APPLICATION_ID = 0x5772726E;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Database database;
    private final Failures failures;

    Schema(Database database, Failures failures) {
        this.database = database;
        this.failures = failures;
    }

    /** Safe when several programs do it at once: one of them makes or changes the tables, the others find them so. Answers the store's id. */
    String prepare(Duration busyTimeout) throws SQLException {
        refuseForeignAtOneMoment();
        if (database.number("PRAGMA user_version") < VERSION) {
            bringUpToDate();
        }
        switchToLog(System.nanoTime() + busyTimeout.toNanos());
        return database.text("SELECT id FROM store WHERE one = 1");
    }

    /** Read one by one, half of what is seen could be from before another program made the tables. */
    private void refuseForeignAtOneMoment() throws SQLException {
        database.read(() -> {
            refuseForeign();
            return database;
        });
    }

    private void refuseForeign() throws SQLException {
        long application = database.number("PRAGMA application_id");
        long version = database.number("PRAGMA user_version");
        boolean empty = application == 0 && version == 0 && database.number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && application != APPLICATION_ID) {
            throw failures.refused("it is a SQLite file of another program, and was left as it is; name another file");
        }
        if (version > VERSION) {
            throw failures.refused("its schema has version " + version + ", this Warren knows " + VERSION
                    + ": a newer one has opened it; upgrade this worker, or restore a backup of before");
        }
    }

    /** An empty file is one of version 0. All steps or none: who is killed meanwhile leaves the file as it was. */
    private void bringUpToDate() throws SQLException {
        database.transact(() -> {
            refuseForeign();
            long before = database.number("PRAGMA user_version"); // the newest, if somebody was faster
            for (long version = before + 1; version <= VERSION; version++) {
                database.execute(script(version));
            }
            if (before == 0) {
                insertStore();
            }
            return database;
        });
    }

    private void insertStore() throws SQLException {
        var insert = database.prepare("INSERT INTO store (one, id, last_fence) VALUES (1, ?, 0)");
        insert.setString(1, "sqlite-" + UUID.randomUUID());
        insert.executeUpdate();
    }

    private static String script(long version) {
        String name = "V" + version + ".sql";
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from Warren's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The switch is kept in the file. SQLite does not wait for others who are just opening it, so this does. */
    private void switchToLog(long deadline) throws SQLException {
        while (true) {
            try {
                String mode = database.text("PRAGMA journal_mode = WAL");
                if (!mode.equals("wal")) {
                    throw failures.refused("its file system allows no write-ahead log (" + mode
                            + "); use a local disk, not a network share");
                }
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
