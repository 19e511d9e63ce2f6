package dev.warren.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.samples.orders.Shop.Order;
import dev.warren.stores.outbox.Outbox;
import dev.warren.stores.outbox.OutboxDatabase;
import dev.warren.stores.outbox.OutboxPublisher;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real SQLite file, without a broker. */
class ShopTest {
    @TempDir
    Path folder;

    private DataSource source;
    private Shop shop;

    @BeforeEach
    void open() throws SQLException {
        source = OutboxPublisher.sqlite(folder.resolve("shop.db"));
        shop = new Shop(source, Outbox.in(OutboxDatabase.SQLITE));
        shop.open(Map.of("anvil", 3));
    }

    private int waiting() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM warren_outbox")) {
            return rows.getInt(1);
        }
    }

    @Test
    void anOrderAndItsJobAreOneTransaction() throws SQLException {
        shop.place(new Order("o-1", "ada", "anvil", 2));
        assertThat(shop.statuses()).containsEntry("placed", 1);
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void aSecondClickIsTheSameOrder() throws SQLException {
        shop.place(new Order("o-1", "ada", "anvil", 2));
        assertThatThrownBy(() -> shop.place(new Order("o-1", "ada", "anvil", 2)))
                .isInstanceOf(SQLException.class);
        assertThat(shop.statuses()).containsEntry("placed", 1);
        assertThat(waiting()).isEqualTo(1);
    }
}
