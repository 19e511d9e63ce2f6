package dev.warren.stores.outbox;

import java.sql.Connection;
import java.sql.SQLException;

/** How a relay works on a kind of database. Used by the relay's thread alone; the connection commits by itself before and after each call. */
interface Ground {
    /** So many rows are taken at once. */
    int MOST_ROWS = 500;

    /**
     * Takes what waits and is not another relay's, has it delivered, and takes out what is published.
     *
     * @return whether there may be more at once
     */
    boolean relay(Connection connection, Delivery delivery) throws SQLException;

    /** Lets go of what other relays wait for. */
    void leave(Connection connection) throws SQLException;

    /** What there is in the table. */
    Backlog backlog(Connection connection) throws SQLException;

    /**
     * What there is in the table.
     *
     * @param waiting how many jobs
     * @param troubled how many of them the broker would not have
     * @param oldestMillis how long the oldest has waited; 0 when there is none
     */
    record Backlog(long waiting, long troubled, long oldestMillis) {}
}
