package dev.warren.benchmarks.drain;

import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.lanes.Prefetch;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.stores.postgres.PostgresStore;
import dev.warren.stores.redis.RedisStore;
import dev.warren.stores.sqlite.SqliteStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** Warren's side: a worker with a no-op handler, which ends after a number of jobs. */
public final class DrainWorker {
    private DrainWorker() {}

    /**
     * Arguments: the broker's address, jobs, slots, prefetch, and a new SQLite store's file, a Redis' address, or a PostgreSQL database's address and a schema;
     * without one the store is in memory.
     */
    public static void main(String[] args) throws InterruptedException {
        try (IdempotencyStore store = store(args)) {
            drain(args, store);
        }
    }

    private static IdempotencyStore store(String[] args) {
        return switch (args.length) {
            case 4 -> InMemoryStore.create();
            case 5 -> args[4].startsWith("redis:") ? inRedis(args[4]) : SqliteStore.open(Path.of(args[4]));
            default -> PostgresStore.builder(args[4]).schema(args[5]).open();
        };
    }

    private static IdempotencyStore inRedis(String uri) {
        return RedisStore.builder(URI.create(uri))
                .name("drain-" + UUID.randomUUID())
                .open();
    }

    private static void drain(String[] args, IdempotencyStore store) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(Integer.parseInt(args[1]));
        Worker worker = Worker.builder(RabbitBroker.at(args[0]))
                .topology(NoOpJob.TOPOLOGY)
                .slots(Integer.parseInt(args[2]))
                .store(store)
                .prefetch(Prefetch.fixed(Integer.parseInt(args[3])))
                .run(NoOpJob.TYPE, job -> left.countDown())
                .start();
        left.await();
        worker.close(Duration.ofSeconds(5));
    }
}
