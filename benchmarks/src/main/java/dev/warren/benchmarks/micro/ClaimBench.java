package dev.warren.benchmarks.micro;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.stores.sqlite.SqliteStore;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Claims unseen jobs by batches and records their successes, in a store that is new in each iteration. One operation is one batch. Claims alone would fill
 * the memory with jobs that never end, and measure the garbage collector.
 */
@State(Scope.Thread)
public class ClaimBench {
    private static final Owner ME = new Owner("bench");

    /** Jobs in a batch. */
    @Param({"1", "100", "500"})
    public int batch;

    private final SampleJobs jobs = new SampleJobs();
    private final Path directory = newDirectory();
    private IdempotencyStore memory = InMemoryStore.create();
    private IdempotencyStore sqlite = memory; // until setUp

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("warren-jmh");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** New stores. SQLite's writes with fsync. */
    @Setup(Level.Iteration)
    public void setUp() {
        memory = InMemoryStore.create();
        memory.heartbeat(ME, Duration.ofMinutes(10));
        sqlite = SqliteStore.open(directory.resolve("jobs.db"));
        sqlite.heartbeat(ME, Duration.ofMinutes(10));
    }

    /** Removes what they have written. */
    @TearDown(Level.Iteration)
    public void tearDown() throws IOException {
        memory.close();
        sqlite.close();
        for (File file : Objects.requireNonNull(directory.toFile().listFiles())) {
            Files.delete(file.toPath());
        }
    }

    /** Removes the folder. */
    @TearDown(Level.Trial)
    public void removeFolder() throws IOException {
        Files.delete(directory);
    }

    /** The requests alone, which are part of the others: to be taken off. */
    @Benchmark
    public Object requestsAlone() {
        return jobs.requests(batch);
    }

    /** In memory. */
    @Benchmark
    public Object inMemory() {
        return claimAndDecide(memory);
    }

    /** In a file, two commits for each batch. */
    @Benchmark
    public Object inSqlite() {
        return claimAndDecide(sqlite);
    }

    private List<Standing> claimAndDecide(IdempotencyStore store) {
        List<ClaimRequest> requests = jobs.requests(batch);
        List<ClaimAnswer> answers = store.claim(ME, requests);
        List<Settlement> settlements = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            long fence = ((ClaimAnswer.Granted) answers.get(i)).fence();
            settlements.add(new Settlement(new FencedKey(requests.get(i).key(), fence), SampleJobs.SUCCESS));
        }
        return store.decide(settlements);
    }
}
