package dev.warren.samples.export;

import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.samples.SampleRun;
import dev.warren.samples.export.Exports.Export;
import dev.warren.topology.LaneName;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Exports one tenant's orders to a file in an object store. The job carries only the export's id; what to export, and how far it is,
 * stands in the table {@code exports}. The file's name follows from the id, so a second attempt replaces it with the same content.
 */
public final class ExportSample {
    /** The job type, on the lane for work that may take its time. */
    public static final JobType<Request> EXPORT = JobType.of("orders.export", Request.class)
            .onLane(LaneName.BULK)
            .retrying(RetryPolicy.standard()
                    .withMaxAttempts(3)
                    .withBackoff(Backoff.exponential(Duration.ofSeconds(1), 2, Duration.ofMinutes(1))));

    private ExportSample() {}

    /**
     * The payload.
     *
     * @param exportId the key of a row in {@code exports}
     */
    public record Request(String exportId) {}

    /** The handler. */
    public static JobHandler<Request> handler(OrderDatabase database, ObjectStore store) {
        Exports exports = new Exports(database);
        return job -> {
            String id = job.payload().exportId();
            Optional<Export> found = exports.find(id);
            if (found.isEmpty()) {
                return JobResult.declined("there is no export " + id);
            }
            if (!exports.begin(id)) {
                return JobResult.done("completed before");
            }
            try {
                return export(found.get(), database, exports, store);
            } catch (Exception e) {
                if (job.isLastAttempt()) {
                    exports.fail(id, String.valueOf(e.getMessage()));
                }
                throw e;
            }
        };
    }

    private static JobResult export(Export export, OrderDatabase database, Exports exports, ObjectStore store)
            throws Exception {
        if (database.countOrders(export.tenant()) == 0) {
            String reason = "tenant " + export.tenant() + " has no orders";
            exports.fail(export.id(), reason);
            return JobResult.declined(reason);
        }
        AtomicLong rows = new AtomicLong();
        String key = "exports/" + export.tenant() + "/" + export.id() + "."
                + export.format().extension();
        URI location = store.put(key, out -> {
            try (Format.RowWriter writer = export.format().to(out)) {
                rows.set(database.forEachOrder(export.tenant(), writer::write));
            }
        });
        exports.complete(export.id(), rows.get(), location);
        return JobResult.done(rows.get() + " rows");
    }

    /** Runs this sample alone: 120,000 orders of four tenants, of which one tenant's are exported to CSV and to JSON. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("warren-export");
        OrderDatabase database = new OrderDatabase(folder.resolve("orders.db"));
        database.fill(120_000, 1);
        Exports exports = new Exports(database);
        exports.request("export-1", "acme", Format.CSV);
        exports.request("export-2", "acme", Format.JSON);
        SampleRun.run(
                EXPORT,
                handler(database, new DirectoryStore(folder)),
                List.of(NewJob.of(EXPORT, new Request("export-1")), NewJob.of(EXPORT, new Request("export-2"))));
        print(exports, "export-1");
        print(exports, "export-2");
    }

    private static void print(Exports exports, String id) throws SQLException {
        System.out.println(exports.find(id).orElseThrow());
    }
}
