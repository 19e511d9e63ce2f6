package dev.warren.chaos.load;

import dev.warren.rabbit.RabbitBroker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;

/** What must be there before the first process starts. */
public final class Ground {
    private Ground() {}

    /** Declares the topology, and makes the store's tables, the application's and the outbox's. */
    public static void prepare(Plan plan) throws SQLException {
        RabbitBroker.at(plan.uri()).declare(Plan.topology());
        plan.place().open().close();
        Optional<DataSource> database = plan.place().database();
        if (database.isPresent()) {
            try (Connection connection = database.get().getConnection()) {
                try (Statement statement = connection.createStatement()) {
                    // No constraint, so that each row too many would be there to see.
                    statement.execute("CREATE TABLE effect (id varchar(100) NOT NULL)");
                }
                RelayProcess.outbox(plan.place(), Clock.systemUTC()).createTables(connection);
            }
        }
    }
}
