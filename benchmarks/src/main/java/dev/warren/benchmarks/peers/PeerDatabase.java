package dev.warren.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.warren.benchmarks.BenchSchema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** Connections to the schema that a peer's program uses, in the PostgreSQL database of {@code POSTGRES_URI}. */
final class PeerDatabase {
    private static final int CONNECTIONS = 20;

    private PeerDatabase() {}

    /** Makes the schema anew, with whatever the statements make in it. */
    static void reset(String... statements) throws SQLException {
        BenchSchema schema = BenchSchema.make();
        try (Connection connection = DriverManager.getConnection(schema.url());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema.name());
            statement.execute("SET search_path TO " + schema.name());
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** A pool of connections. */
    static HikariDataSource open() {
        String url = Objects.requireNonNull(System.getenv("POSTGRES_URI"), "POSTGRES_URI is not set");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setSchema(BenchSchema.NAME);
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }
}
