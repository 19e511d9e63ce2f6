package dev.warren.stores.postgres;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Where the store's tables are, and the way there. */
final class Place {
    /** How many connections a store keeps at most: one for each kind of call. */
    static final int LINES = 5;

    private final DataSource source;
    private final String schema;
    private final Duration timeout;
    private final Failures failures;
    private volatile String id = "";

    /**
     * A place.
     *
     * @param server the server and database, as people know them
     */
    Place(DataSource source, String server, String schema, Duration timeout) {
        this.source = source;
        this.schema = schema;
        this.timeout = timeout;
        this.failures = new Failures("schema " + schema + " of " + server);
    }

    String schema() {
        return schema;
    }

    Failures failures() {
        return failures;
    }

    /** Names the store that was found here. From now on no connection that leads to another one is used. */
    void found(String storeId) {
        id = storeId;
    }

    /** A connection without a look at what is there. */
    Session connectUnseen() throws SQLException {
        return Session.open(source, schema, timeout);
    }

    /** A connection to the very store that was opened: a server may have been replaced, or restored, since. */
    Session connect() throws SQLException {
        Session session = connectUnseen();
        boolean done = false;
        try {
            Schema.Found there = new Schema(session, this).read();
            if (!there.id().equals(id)) {
                throw failures.refused("another store is there than the one that was opened (" + there.id() + ", not "
                        + id + "); restore what was there, or start the workers again");
            }
            done = true;
            return session;
        } finally {
            if (!done) {
                session.close();
            }
        }
    }
}
