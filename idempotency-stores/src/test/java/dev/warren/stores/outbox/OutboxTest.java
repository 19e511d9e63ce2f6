package dev.warren.stores.outbox;

import java.nio.file.Path;
import javax.sql.DataSource;
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
}
