package dev.warren.stores.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The kinds of databases an outbox may be in. */
public enum OutboxDatabase {
    /** SQLite 3.42 or later. */
    SQLITE(
            "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            "SELECT count(*) = 2 FROM sqlite_schema WHERE type = 'table' AND name IN ('warren_outbox', 'warren_outbox_relay')") {
        @Override
        Ground ground(String namespace, String relay) {
            return new SqliteGround(new Rows(this, namespace), relay);
        }
    },
    /** PostgreSQL 13 or later. */
    POSTGRESQL(
            "(extract(epoch FROM clock_timestamp()) * 1000)::bigint",
            "SELECT to_regclass('warren_outbox') IS NOT NULL") {
        @Override
        Ground ground(String namespace, String relay) {
            return new PostgresGround(new Rows(this, namespace));
        }
    };

    private final String now;
    private final String tablesFound;

    OutboxDatabase(String now, String tablesFound) {
        this.now = now;
        this.tablesFound = tablesFound;
    }

    /** The statements that make the tables where they are missing, for whoever sets up the database by other means. */
    public String schema() {
        String name = name().toLowerCase(Locale.ROOT) + ".sql";
        try (InputStream in = OutboxDatabase.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from Warren's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A statement in which {@code :now} stands for the database's time, in milliseconds since 1970. */
    String sql(String text) {
        return text.replace(":now", now);
    }

    /** A question whether the tables are there. */
    String tablesFound() {
        return tablesFound;
    }

    /** How a relay with a name of its own works on this kind. */
    abstract Ground ground(String namespace, String relay);
}
