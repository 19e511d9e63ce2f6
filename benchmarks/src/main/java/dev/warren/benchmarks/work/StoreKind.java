package dev.warren.benchmarks.work;

import dev.warren.benchmarks.BenchSchema;
import dev.warren.benchmarks.Place;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.stores.postgres.PostgresStore;
import dev.warren.stores.sqlite.SqliteStore;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where Warren keeps its records. A store is empty when a run begins, and gone when it has ended. */
public enum StoreKind {
    /** In the worker. */
    MEMORY("memory", "late ack; each job claimed and recorded in the worker's memory: deduplicated while it lives") {
        @Override
        public <T> T use(Place place, Use<T> run) throws Exception {
            return run.with(IN_MEMORY);
        }
    },
    /** In a new file. */
    SQLITE("SQLite", "late ack; each job claimed and recorded in a file, with fsync: deduplicated, status to ask for") {
        @Override
        public <T> T use(Place place, Use<T> run) throws Exception {
            Path directory = Files.createTempDirectory("warren-bench");
            try {
                return run.with("sqlite:" + directory.resolve("jobs.db"));
            } finally {
                for (File file : Objects.requireNonNull(directory.toFile().listFiles())) {
                    Files.delete(file.toPath());
                }
                Files.delete(directory);
            }
        }
    },
    /** In a new schema. */
    POSTGRES(
            "PostgreSQL",
            "late ack; each job claimed and recorded, synchronous commit: deduplicated, status to ask for") {
        @Override
        public <T> T use(Place place, Use<T> run) throws Exception {
            try (BenchSchema schema = BenchSchema.make(place.postgresUri())) {
                return run.with(schema.url());
            }
        }
    },
    /** Under a name of its own. */
    REDIS("Redis", "late ack; each job claimed and recorded, fsync always: deduplicated, status to ask for") {
        @Override
        public <T> T use(Place place, Use<T> run) throws Exception {
            try (BenchRedis redis = new BenchRedis(place.redisUri())) {
                return run.with(redis.storeUri());
            }
        }
    };

    private static final String IN_MEMORY = "memory";

    private final String title;
    private final String semantics;

    StoreKind(String title, String semantics) {
        this.title = title;
        this.semantics = semantics;
    }

    /** What is done with a store. */
    @FunctionalInterface
    public interface Use<T> {
        /** Does it; the text is for {@link StoreKind#open}, in another process. */
        T with(String store) throws Exception;
    }

    /** As the report names it. */
    public String title() {
        return title;
    }

    /** What a worker with it does for a job. */
    public String semantics() {
        return semantics;
    }

    /** Has something done with an empty store of this kind, which is removed afterwards. */
    public abstract <T> T use(Place place, Use<T> run) throws Exception;

    /** Opens what {@link #use} has prepared. */
    public static IdempotencyStore open(String store) {
        if (store.equals(IN_MEMORY)) {
            return InMemoryStore.create();
        }
        URI uri = URI.create(store);
        return switch (uri.getScheme()) {
            case "sqlite" -> SqliteStore.open(Path.of(uri.getSchemeSpecificPart()));
            case "jdbc" -> PostgresStore.builder(store).schema(BenchSchema.NAME).open();
            case "redis" -> BenchRedis.open(uri);
            default -> throw new IllegalArgumentException("no store: " + store);
        };
    }
}
