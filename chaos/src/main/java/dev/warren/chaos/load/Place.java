package dev.warren.chaos.load;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.stores.outbox.OutboxDatabase;
import dev.warren.stores.outbox.OutboxPublisher;
import dev.warren.stores.postgres.PostgresStore;
import dev.warren.stores.redis.RedisStore;
import dev.warren.stores.sqlite.SqliteStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a run's store is, and beside it the application's own tables, if it is in a database.
 *
 * @param address a file, a {@code redis:} address, or a PostgreSQL's JDBC address
 */
public record Place(String address) {
    private static final String REDIS_NAME = "chaos";

    /** Whether it is a Redis, which has no transactions to offer. */
    public boolean isRedis() {
        return address.startsWith("redis:");
    }

    /** Whether it is a PostgreSQL. */
    public boolean isPostgres() {
        return address.startsWith("jdbc:postgresql:");
    }

    IdempotencyStore open() {
        if (isRedis()) {
            return RedisStore.builder(URI.create(address)).name(REDIS_NAME).open();
        }
        return isPostgres()
                ? PostgresStore.builder(address).timeout(Duration.ofSeconds(4)).open()
                : SqliteStore.open(Path.of(address));
    }

    /** The database, by plain SQL. */
    public Optional<DataSource> database() {
        if (isRedis()) {
            return Optional.empty();
        }
        if (!isPostgres()) {
            return Optional.of(OutboxPublisher.sqlite(Path.of(address)));
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address);
        source.setConnectTimeout(4);
        source.setSocketTimeout(10);
        return Optional.of(source);
    }

    /** Which SQL the outbox in it speaks. */
    public OutboxDatabase outbox() {
        return isPostgres() ? OutboxDatabase.POSTGRESQL : OutboxDatabase.SQLITE;
    }
}
