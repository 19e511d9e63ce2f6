package dev.warren.stores.postgres;

import dev.warren.idempotency.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Brings the schema into the form that this Warren knows, and refuses what it must not touch. */
final class Schema {
    static final int VERSION = 3;

    /** PostgreSQL 13. */
    private static final int OLDEST_SERVER = 130_000;

    /** "Wrrn", the class of this store's advisory locks. */
    private static final int LOCKS = 0x5772726E;

    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_COLUMN = "42703";

    private final Session session;
    private final Place place;

    Schema(Session session, Place place) {
        this.session = session;
        this.place = place;
    }

    /**
     * What the table {@code store} says.
     *
     * @param id the store's
     * @param version the schema's
     */
    record Found(String id, int version) {}

    /** Safe when several programs do it at once: one of them creates or upgrades the tables, the others find them. Answers the store's id. */
    String prepare() throws SQLException {
        refuseUnfitServer();
        if (!exists()) {
            create();
        }
        if (read().version() < VERSION) {
            upgrade();
        }
        return read().id();
    }

    /** The id of the store that must be there. */
    String require() throws SQLException {
        refuseUnfitServer();
        if (!exists()) {
            throw place.failures()
                    .refused(
                            "there is no store; name the database and schema that the workers use, or start a worker first");
        }
        Found found = read();
        if (found.version() < VERSION) {
            throw place.failures()
                    .refused("its schema has version " + found.version() + ", this Warren needs " + VERSION
                            + "; stop the workers, and start one of this version");
        }
        return found.id();
    }

    private void refuseUnfitServer() throws SQLException {
        int version = Integer.parseInt(text("SELECT current_setting('server_version_num')"));
        if (version < OLDEST_SERVER) {
            throw place.failures()
                    .refused("its server is PostgreSQL " + text("SELECT current_setting('server_version')")
                            + "; this Warren needs 13 or newer");
        }
        String encoding = text("SELECT current_setting('server_encoding')");
        if (!encoding.equals("UTF8")) {
            throw place.failures()
                    .refused("its database holds texts as " + encoding + "; create one with ENCODING 'UTF8'");
        }
        if (text("SELECT pg_is_in_recovery()::text").equals("true")) {
            throw place.failures().refused("its server is a standby, which only reads; name the primary server");
        }
    }

    private boolean exists() throws SQLException {
        return isThere("SELECT 1 FROM pg_class WHERE relname = 'store' AND relkind = 'r' AND relnamespace ="
                + " (SELECT oid FROM pg_namespace WHERE nspname = ?)");
    }

    private boolean isThere(String question) throws SQLException {
        try (PreparedStatement select = session.prepareOnce(question)) {
            select.setString(1, place.schema());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** The id and version; refuses a version this Warren does not know. */
    Found read() throws SQLException {
        try (PreparedStatement select = session.prepareOnce("SELECT id, version FROM store WHERE one");
                ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                throw place.failures().refused("its table store is empty; restore the database");
            }
            Found found = new Found(rows.getString(1), rows.getInt(2));
            if (found.version() > VERSION) {
                throw place.failures()
                        .refused("its schema has version " + found.version() + ", this Warren knows " + VERSION
                                + ": a newer one has opened it; upgrade this worker, or restore a backup of before");
            }
            return found;
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                throw place.failures().refused("there are no tables of Warren's any more; restore the database");
            }
            if (UNDEFINED_COLUMN.equals(e.getSQLState())) {
                throw foreign();
            }
            throw e;
        }
    }

    private void create() throws SQLException {
        session.transact(in -> {
            lock();
            if (!exists()) { // nobody was faster
                refuseForeign();
                if (!isThere("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
                    in.execute("CREATE SCHEMA " + Session.quoted(place.schema()));
                }
                for (int version = 1; version <= VERSION; version++) {
                    in.execute(script(version));
                }
                insertStore();
            }
            return in;
        });
    }

    private void upgrade() throws SQLException {
        session.transact(in -> {
            lock();
            for (int version = read().version() + 1; version <= VERSION; version++) { // none when somebody was faster
                in.execute(script(version));
                in.execute("UPDATE store SET version = " + version);
            }
            return in;
        });
    }

    /** Until the end of the transaction; one that creates another schema does not wait for it. */
    private void lock() throws SQLException {
        try (PreparedStatement lock = session.prepareOnce("SELECT pg_advisory_xact_lock(?, hashtext(?))")) {
            lock.setInt(1, LOCKS);
            lock.setString(2, place.schema());
            lock.execute();
        }
    }

    private void refuseForeign() throws SQLException {
        if (isThere("SELECT 1 FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?)")) {
            throw foreign();
        }
    }

    private StoreException foreign() {
        return place.failures()
                .refused("another program has tables in that schema, and it was left as it is; name another schema");
    }

    private void insertStore() throws SQLException {
        try (PreparedStatement insert =
                session.prepareOnce("INSERT INTO store (one, id, version) VALUES (true, ?, ?)")) {
            insert.setString(1, "postgres-" + UUID.randomUUID());
            insert.setInt(2, VERSION);
            insert.executeUpdate();
        }
    }

    private String text(String question) throws SQLException {
        try (PreparedStatement select = session.prepareOnce(question);
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    private static String script(int version) {
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
}
