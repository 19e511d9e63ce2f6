package dev.warren.stores.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** One connection to the server, set up for this store, with the statements it has prepared. Used by one thread at a time. */
final class Session {
    /** Whoever stands still in the middle of a transaction loses it after this time, and with it what it keeps locked. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(30);

    /** Beyond the server's own limit, for a server or a network that says nothing more. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Map<String, String> settingsBefore = new LinkedHashMap<>();
    private boolean committedByItself = true;
    private int isolationBefore = Connection.TRANSACTION_READ_COMMITTED;
    private int networkTimeoutBefore;

    private Session(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes a connection.
     *
     * @param schema where the tables are
     * @param timeout how long a statement may take
     */
    static Session open(DataSource source, String schema, Duration timeout) throws SQLException {
        Session opened = new Session(source.getConnection());
        boolean done = false;
        try {
            opened.setUp(schema, timeout);
            done = true;
            return opened;
        } finally {
            if (!done) {
                opened.close();
            }
        }
    }

    private void setUp(String schema, Duration timeout) throws SQLException {
        committedByItself = connection.getAutoCommit();
        connection.setAutoCommit(true);
        isolationBefore = connection.getTransactionIsolation();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        networkTimeoutBefore = connection.getNetworkTimeout();
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(timeout.plus(SILENCE).toMillis()));
        // The schema comes before PostgreSQL's own, so that a test can put a clock of its own into it.
        set("search_path", quoted(schema) + ", pg_catalog, pg_temp");
        set("statement_timeout", millis(timeout));
        set("lock_timeout", millis(timeout));
        set("idle_in_transaction_session_timeout", millis(LONGEST_STANDSTILL));
        if (setting("synchronous_commit").equals("off")) {
            set("synchronous_commit", "on"); // what is answered must be on the disk
        }
        // Plan once, and by the indexes only: then no plan is a bad one, whatever the tables were like when it was
        // made.
        set("plan_cache_mode", "force_generic_plan");
        set("enable_seqscan", "off");
        set("enable_bitmapscan", "off"); // it would find all rows, and sort them, where a look's step wants the first
        set("enable_hashjoin", "off");
        set("enable_mergejoin", "off");
        set("jit", "off");
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private void set(String name, String value) throws SQLException {
        settingsBefore.putIfAbsent(name, setting(name));
        change(name, value);
    }

    private String setting(String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT current_setting(?)")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return String.valueOf(rows.getString(1));
            }
        }
    }

    private void change(String name, String value) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement("SELECT set_config(?, ?, false)")) {
            change.setString(1, name);
            change.setString(2, value);
            change.execute();
        }
    }

    /** The statement of a text, prepared once. Whoever uses it sets every parameter. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** A statement that is not worth keeping. */
    PreparedStatement prepareOnce(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    /** Runs one or several statements that are not worth keeping. */
    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The server's time. */
    long now() throws SQLException {
        try (ResultSet rows = prepare("SELECT " + Time.NOW).executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** What happens on a connection. */
    interface Work<T> {
        T in(Session session) throws SQLException;
    }

    /** One transaction; what it answers is committed. */
    <T> T transact(Work<T> work) throws SQLException {
        boolean done = false;
        connection.setAutoCommit(false);
        try {
            T answer = work.in(this);
            connection.commit();
            connection.setAutoCommit(true);
            done = true;
            return answer;
        } finally {
            if (!done) {
                rollBack();
            }
        }
    }

    private void rollBack() {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            for (PreparedStatement statement : prepared.values()) {
                statement.clearBatch(); // what was still to be sent
            }
        } catch (SQLException e) {
            // The connection is gone, and the transaction with it. What failed before is what the caller hears of.
        }
    }

    /** Gives the connection back as it was, to the pool that it may come from. */
    void close() {
        try (connection) {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
            for (Map.Entry<String, String> setting : settingsBefore.entrySet()) {
                change(setting.getKey(), setting.getValue());
            }
            connection.setTransactionIsolation(isolationBefore);
            connection.setNetworkTimeout(Runnable::run, networkTimeoutBefore);
            connection.setAutoCommit(committedByItself);
        } catch (SQLException e) {
            // It is broken, which is often why it is closed; the pool finds out for itself.
        }
    }
}
