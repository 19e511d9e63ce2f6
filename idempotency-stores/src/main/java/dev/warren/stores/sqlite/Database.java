package dev.warren.stores.sqlite;

import dev.warren.stores.jdbc.LentConnection;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** One connection to the file, with the statements it has prepared. Used by one thread at a time. */
final class Database implements AutoCloseable {
    /** Beyond this size the write-ahead log is moved into the file: 4,000 pages of 4 KiB. */
    private static final int CHECKPOINT_PAGES = 4_000;

    /** After a checkpoint the log's file is cut to this size. */
    private static final int LOG_BYTES = 64 * 1024 * 1024;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** Opens the file, which comes to be when it does not exist. Nothing in it is changed by that. */
    static Database open(Path file, Duration busyTimeout, int cacheMebibytes) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        SQLiteConnection connection = JDBC.createConnection(JDBC.PREFIX + file, config.toProperties());
        // A job could attach another file, and a commit to two files is not one commit.
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
        Database opened = new Database(connection);
        try {
            opened.execute("PRAGMA cache_size = " + -1024 * cacheMebibytes);
            opened.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            opened.execute("PRAGMA journal_size_limit = " + LOG_BYTES);
            // macOS alone looks at these: its fsync leaves the data in the drive's own memory.
            opened.execute("PRAGMA fullfsync = 1");
            opened.execute("PRAGMA checkpoint_fullfsync = 1");
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw e;
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

    /** Runs one or several statements that are not worth keeping. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    /** What happens in one transaction. */
    interface Work<T> {
        T get() throws SQLException;
    }

    /** One transaction, which holds the file's write lock from its beginning. */
    <T> T transact(Work<T> work) throws SQLException {
        return within("BEGIN IMMEDIATE", work);
    }

    /** One transaction that only reads: all of it sees the file as it was at its first statement. */
    <T> T read(Work<T> work) throws SQLException {
        return within("BEGIN", work);
    }

    private <T> T within(String begin, Work<T> work) throws SQLException {
        boolean done = false;
        prepare(begin).execute();
        try {
            T answer = work.get();
            prepare("COMMIT").execute();
            done = true;
            return answer;
        } finally {
            if (!done) {
                rollBack();
            }
        }
    }

    /** Begins a transaction that holds the file's write lock, and that is ended by {@link #commit} or {@link #rollBack}. */
    void begin() throws SQLException {
        prepare("BEGIN IMMEDIATE").execute();
        try {
            prepare("SAVEPOINT lent").execute();
        } catch (SQLException e) {
            rollBack();
            throw e;
        }
    }

    /** Lends the connection to code that may not end the transaction that {@link #begin} began. */
    LentConnection lend() {
        return LentConnection.of(connection);
    }

    /** Whether that code has left the transaction as it was lent. Asked once: it is the end of the loan. */
    boolean isStillLent() {
        try {
            prepare("RELEASE lent").execute();
            return true;
        } catch (SQLException e) {
            return false; // the savepoint went with the transaction
        }
    }

    /** Ends what {@link #begin} began. */
    void commit() throws SQLException {
        prepare("COMMIT").execute();
    }

    /** The same, with nothing done. */
    void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has ended the transaction itself, as after some failures. What failed before is what the caller
            // hears of.
        }
    }

    /** After a failure: the driver throws away the statement that failed, so all are prepared anew. */
    void renew() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // It goes with the connection at the latest.
            }
        }
        prepared.clear();
    }

    @Override
    public void close() throws SQLException {
        connection.close(); // and with it its statements
    }
}
