package dev.warren.stores.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/** The fences of one transaction: read once, counted in memory, written once. Other processes wait for the transaction's end. */
final class Fences implements LongSupplier {
    private final Database database;
    private final long before;
    private long last;

    private Fences(Database database, long last) {
        this.database = database;
        this.before = last;
        this.last = last;
    }

    static Fences open(Database database) throws SQLException {
        try (var rows =
                database.prepare("SELECT last_fence FROM store WHERE one = 1").executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("the table store is empty");
            }
            return new Fences(database, rows.getLong(1));
        }
    }

    @Override
    public long getAsLong() {
        return ++last;
    }

    /** Takes {@code size} fences in a row; answers the first. */
    long block(int size) {
        long first = last + 1;
        last += size;
        return first;
    }

    /** Before the commit. */
    void write() throws SQLException {
        if (last != before) {
            PreparedStatement update = database.prepare("UPDATE store SET last_fence = ? WHERE one = 1");
            update.setLong(1, last);
            update.executeUpdate();
        }
    }
}
