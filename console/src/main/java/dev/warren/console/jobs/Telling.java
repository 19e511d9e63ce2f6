package dev.warren.console.jobs;

import dev.warren.client.JobClient;
import dev.warren.console.connect.Connections;
import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Cancels in the store, and tells the workers. The broker is connected to when there is somebody to be told. */
final class Telling implements AutoCloseable {
    private final IdempotencyStore store;
    private final Connections connections;
    private @Nullable JobClient client;

    Telling(IdempotencyStore store, Connections connections) {
        this.store = store;
        this.connections = connections;
    }

    IdempotencyStore store() {
        return store;
    }

    CancelAnswer cancel(JobKey key) {
        return store.cancel(key);
    }

    /** Has the handler of a cancelled job interrupted; answers what was in the way, if anything was. */
    Optional<String> tell(JobKey key) {
        try {
            connected().tellWorkers(key).get(connections.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        } catch (TimeoutException e) {
            return Optional.of("the broker did not confirm in " + connections.timeout());
        } catch (RuntimeException e) { // no broker, or settings that name none: the job is cancelled all the same
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private JobClient connected() {
        JobClient open = client;
        if (open == null) {
            open = JobClient.builder(store)
                    .topology(connections.topology())
                    .broker(connections.brokerThatAnswers())
                    .build();
            client = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
