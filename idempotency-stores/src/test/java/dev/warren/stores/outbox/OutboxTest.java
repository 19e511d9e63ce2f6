package dev.warren.stores.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In SQLite. */
class OutboxTest extends OutboxContract {
    @TempDir
    Path directory;

    @Override
    OutboxDatabase database() {
        return OutboxDatabase.SQLITE;
    }

    @Override
    DataSource open() {
        return OutboxPublisher.sqlite(directory.resolve("shop.db"));
    }

    @Test
    void aConnectionIsAsItWasWhenTheTablesCanNotBeMade() throws SQLException {
        DataSource source = OutboxPublisher.sqlite(directory.resolve("other.db"));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                Connection writing = source.getConnection();
                Statement other = writing.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 1");
            other.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> outbox().build().createTables(connection)).hasMessageContaining("BUSY");
            other.execute("ROLLBACK");
            assertThat(connection.getAutoCommit()).isTrue();
            statement.execute("BEGIN IMMEDIATE"); // no transaction is left open
            statement.execute("ROLLBACK");
        }
    }
}
