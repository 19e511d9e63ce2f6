package dev.warren.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.console.ExitCode;
import dev.warren.console.Launched;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.stores.postgres.PostgresStore;
import dev.warren.testsupport.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process, asking about jobs in a PostgreSQL database. */
@Tag("store-server")
class JobsInADatabaseIT {
    private final String database =
            "warren_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final String url = TestPostgres.url().replaceFirst("/[^/?]*\\?", "/" + database + "?");

    @TempDir
    Path directory;

    @BeforeEach
    void makeADatabase() throws SQLException {
        execute("CREATE DATABASE " + database);
    }

    @AfterEach
    void dropIt() throws SQLException {
        execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestPostgres.url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Launched warren(int exitCode, String... arguments) throws InterruptedException {
        return Launched.in(directory, Map.of("WARREN_STORE", url), arguments).awaitExit(exitCode);
    }

    @Test
    void findsShowsAndCancelsAJob() throws Exception {
        String id = Claims.registration("a").id().value();
        try (PostgresStore store = PostgresStore.builder(url).open()) {
            store.register(List.of(Claims.registration("a")));
        }

        assertThat(warren(ExitCode.DONE, "status", id).output()).startsWith("pending job " + id);
        assertThat(warren(ExitCode.DONE, "find").output()).contains("pending").contains(id);
        assertThat(warren(ExitCode.DONE, "cancel", id).output()).contains(id);
        assertThat(warren(ExitCode.DONE, "status", id).output()).startsWith("cancelled job " + id);
        assertThat(warren(ExitCode.NO, "status", "nobody").output()).startsWith("job nobody is not known");
    }

    @Test
    void aDatabaseWithoutAStoreIsNotGivenOne() throws Exception {
        assertThat(warren(ExitCode.UNAVAILABLE, "find").errors()).contains("schema warren");
    }
}
