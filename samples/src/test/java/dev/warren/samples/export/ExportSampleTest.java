package dev.warren.samples.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.job.Job;
import dev.warren.job.JobContext;
import dev.warren.job.JobId;
import dev.warren.job.JobResult;
import dev.warren.samples.export.ExportSample.Request;
import dev.warren.samples.export.Exports.Export;
import dev.warren.samples.export.Exports.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real SQLite file and a real directory. */
class ExportSampleTest {
    private static final int ORDERS = 500;

    private static final ObjectStore FULL_STORE = (key, content) -> {
        throw new IOException("the store is full");
    };

    @TempDir
    Path folder;

    private OrderDatabase database;
    private Exports exports;
    private ObjectStore store;

    @BeforeEach
    void makeOrders() throws SQLException {
        database = new OrderDatabase(folder.resolve("orders.db"));
        database.fill(ORDERS, 1);
        exports = new Exports(database);
        store = new DirectoryStore(folder.resolve("objects"));
    }

    @Test
    void exportsOneTenantsOrdersAndNoOthers() throws Exception {
        exports.request("e", "globex", Format.JSON);
        run("e", 1, store);

        Export row = row("e");
        JsonNode orders = new ObjectMapper().readTree(file(row).toFile());
        assertThat(row.status()).isEqualTo(Status.COMPLETED);
        assertThat(orders.size()).isBetween(1, ORDERS - 1);
        assertThat((long) orders.size()).isEqualTo(row.rows()).isEqualTo(database.countOrders("globex"));
    }

    @Test
    void aSecondRunOfACompletedExportChangesNothing() throws Exception {
        exports.request("e", "acme", Format.CSV);
        run("e", 1, store);
        Export first = row("e");
        byte[] content = Files.readAllBytes(file(first));

        run("e", 1, FULL_STORE);

        assertThat(row("e")).isEqualTo(first);
        assertThat(Files.readAllBytes(file(first))).isEqualTo(content);
    }

    @Test
    void anAttemptAfterACrashWritesTheSameFileAgain() throws Exception {
        exports.request("e", "acme", Format.CSV);
        run("e", 1, store);
        byte[] content = Files.readAllBytes(file(row("e")));
        exports.request("crashed", "acme", Format.CSV);
        assertThat(exports.begin("crashed")).isTrue();

        run("crashed", 1, store);

        assertThat(row("crashed").status()).isEqualTo(Status.COMPLETED);
        assertThat(Files.readAllBytes(file(row("crashed")))).isEqualTo(content);
    }

    @Test
    void saysProcessingUntilTheLastAttemptHasFailed() throws Exception {
        exports.request("e", "acme", Format.CSV);

        assertThatThrownBy(() -> run("e", 1, FULL_STORE)).hasMessage("the store is full");
        assertThat(row("e").status()).isEqualTo(Status.PROCESSING);

        assertThatThrownBy(() -> run("e", 3, FULL_STORE)).hasMessage("the store is full");
        assertThat(row("e").status()).isEqualTo(Status.FAILED);
        assertThat(row("e").error()).contains("the store is full");
    }

    @Test
    void aFailedExportIsCompletedByAReplay() throws Exception {
        exports.request("e", "acme", Format.CSV);
        assertThatThrownBy(() -> run("e", 3, FULL_STORE)).isInstanceOf(IOException.class);

        run("e", 1, store);

        assertThat(row("e").status()).isEqualTo(Status.COMPLETED);
        assertThat(row("e").error()).isEmpty();
    }

    @Test
    void aLateFailureDoesNotTurnACompletedExportBack() throws Exception {
        exports.request("e", "acme", Format.CSV);
        run("e", 1, store);

        exports.fail("e", "too late");

        assertThat(row("e").status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void declinesATenantWithoutOrdersAndSaysSoInTheRow() throws Exception {
        exports.request("e", "nobody", Format.CSV);

        assertThat(run("e", 1, store)).isEqualTo(JobResult.declined("tenant nobody has no orders"));
        assertThat(row("e").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void declinesAnUnknownExport() throws Exception {
        assertThat(run("e", 1, store)).isEqualTo(JobResult.declined("there is no export e"));
    }

    private JobResult run(String exportId, int attempt, ObjectStore into) throws Exception {
        Job<Request> job = new Job<>(
                new JobId(exportId),
                ExportSample.EXPORT.name(),
                ExportSample.EXPORT.lane(),
                attempt,
                ExportSample.EXPORT.retryPolicy().maxAttempts(),
                new Request(exportId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                JobContext.NONE);
        return ExportSample.handler(database, into).handle(job);
    }

    private Export row(String id) throws SQLException {
        return exports.find(id).orElseThrow();
    }

    private static Path file(Export row) {
        return Path.of(row.location().orElseThrow());
    }
}
