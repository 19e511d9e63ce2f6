package dev.warren.stores.faults;

import dev.warren.idempotency.TransactionalStore;
import dev.warren.stores.outbox.OutboxDatabase;
import dev.warren.stores.outbox.OutboxPublisher;
import dev.warren.stores.postgres.PostgresStore;
import dev.warren.stores.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database by its address: a file's path, for SQLite, or the JDBC address of a PostgreSQL server with the parameter {@code currentSchema}. Holds
 * the store, the outbox, and the rows that jobs write.
 *
 * @param address where it is
 */
record Ground(String address) {
    private static final Pattern SCHEMA = Pattern.compile("currentSchema=(\\w+)");

    /** A schema of its own on a server, and one for its store. */
    static Ground onPostgres(String url) throws SQLException {
        String schema = "payments_" + UUID.randomUUID().toString().substring(0, 8);
        Ground ground = new Ground(url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema);
        ground.execute("CREATE SCHEMA " + schema);
        return ground;
    }

    private boolean isPostgres() {
        return address.startsWith("jdbc:postgresql:");
    }

    private String schema() {
        Matcher schema = SCHEMA.matcher(address);
        if (!schema.find()) {
            throw new IllegalStateException("the address names no schema");
        }
        return schema.group(1);
    }

    TransactionalStore store() {
        return isPostgres()
                ? PostgresStore.builder(address).schema(schema() + "_store").open()
                : SqliteStore.open(Path.of(address));
    }

    OutboxDatabase database() {
        return isPostgres() ? OutboxDatabase.POSTGRESQL : OutboxDatabase.SQLITE;
    }

    DataSource source() {
        if (!isPostgres()) {
            return OutboxPublisher.sqlite(Path.of(address));
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address);
        return source;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Leaves nothing on a server; files are the caller's. */
    void remove() throws SQLException {
        if (isPostgres()) {
            execute("DROP SCHEMA IF EXISTS " + schema() + " CASCADE");
            execute("DROP SCHEMA IF EXISTS " + schema() + "_store CASCADE");
        }
    }
}
