package dev.warren.stores.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that is lent for a transaction. */
class LentConnectionTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void closesWhatWasLeftOpen() throws SQLException {
        LentConnection lent = LentConnection.of(connection);
        Statement first = lent.connection().createStatement();
        for (int i = 0; i < 1_000; i++) {
            lent.connection().prepareStatement("SELECT 1").close();
        }
        Statement last = lent.connection().createStatement();
        lent.close();
        assertThat(first.isClosed()).isTrue();
        assertThat(last.isClosed()).isTrue();
    }

    /** As when a job prepares one for each of a million rows. */
    @Test
    void doesNotKeepWhatWasClosed() throws SQLException {
        try (LentConnection lent = LentConnection.of(connection)) {
            WeakReference<PreparedStatement> closed = preparedAndClosed(lent);
            for (int i = 0; i < 1_000; i++) {
                lent.connection().prepareStatement("SELECT 1").close();
            }
            Awaitility.await("a collection").atMost(Duration.ofSeconds(20)).until(() -> {
                System.gc();
                return closed.get() == null;
            });
        }
    }

    private static WeakReference<PreparedStatement> preparedAndClosed(LentConnection lent) throws SQLException {
        PreparedStatement statement = lent.connection().prepareStatement("SELECT 1");
        statement.close();
        return new WeakReference<>(statement);
    }
}
