package dev.warren.stores.postgres;

import dev.warren.testsupport.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A schema of a test's own, which is gone after it. */
final class TestSchema implements AutoCloseable {
    private final String url;
    private final String name = "warren_" + UUID.randomUUID().toString().substring(0, 8);

    private TestSchema(String url) {
        this.url = url;
    }

    /** Not there yet, on the shared server. */
    static TestSchema make() {
        return on(TestPostgres.url());
    }

    /** Not there yet, on another server. */
    static TestSchema on(String url) {
        return new TestSchema(url);
    }

    String name() {
        return name;
    }

    /** Makes it, empty. */
    void create() throws SQLException {
        execute("CREATE SCHEMA \"" + name + "\"");
    }

    /** On connections whose search path is this schema, so that what jobs write goes with it. */
    PostgresStore.Builder builder() {
        return PostgresStore.builder(url + (url.contains("?") ? "&" : "?") + "currentSchema=" + name)
                .schema(name);
    }

    PostgresStore open() {
        return builder().open();
    }

    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO \"" + name + "\", pg_catalog");
        }
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String ask(String question) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        }
    }

    @Override
    public void close() throws SQLException {
        drop();
    }

    void drop() throws SQLException {
        execute("DROP SCHEMA IF EXISTS \"" + name + "\" CASCADE");
    }
}
