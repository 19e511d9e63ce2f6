package dev.warren.stores.faults;

import dev.warren.idempotency.TransactionalStore;
import dev.warren.stores.outbox.OutboxDatabase;
import dev.warren.stores.outbox.OutboxPublisher;
import dev.warren.stores.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A database by its address: the file's path, for SQLite. Holds the store, the outbox, and the rows that jobs write.
 *
 * @param address where it is
 */
record Ground(String address) {
    TransactionalStore store() {
        return SqliteStore.open(Path.of(address));
    }

    OutboxDatabase database() {
        return OutboxDatabase.SQLITE;
    }

    DataSource source() {
        return OutboxPublisher.sqlite(Path.of(address));
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
