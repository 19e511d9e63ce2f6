package dev.warren.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A schema for one measurement in a PostgreSQL database: empty at first, and gone afterwards. */
public final class BenchSchema implements AutoCloseable {
    /** The schema. */
    public static final String NAME = "warren_bench";

    private final String url;

    private BenchSchema(String url) {
        this.url = url;
    }

    /** In the database of {@code POSTGRES_URI}; see {@link #make(String)}. */
    public static BenchSchema make() throws SQLException {
        String url = System.getenv("POSTGRES_URI");
        if (url == null) {
            throw new IllegalStateException("name a database in POSTGRES_URI, or use dev/bench, which starts one");
        }
        return make(url);
    }

    /** Removes what an earlier measurement may have left. */
    public static BenchSchema make(String url) throws SQLException {
        BenchSchema schema = new BenchSchema(url);
        schema.close();
        return schema;
    }

    /** The database's JDBC address. */
    public String url() {
        return url;
    }

    /** The schema. */
    public String name() {
        return NAME;
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + NAME + " CASCADE");
        }
    }
}
