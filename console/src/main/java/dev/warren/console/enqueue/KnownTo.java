package dev.warren.console.enqueue;

import dev.warren.console.connect.Connections;
import dev.warren.console.output.Output;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.StoreException;
import dev.warren.publish.Publisher;
import java.util.Optional;

/**
 * The store that is told of enqueued jobs, if the user has named one.
 *
 * @param store the store
 */
record KnownTo(Optional<IdempotencyStore> store) implements AutoCloseable {
    /** What the settings name. A store that can't be opened keeps no job from being enqueued. */
    static KnownTo named(Connections connections, Output output) {
        try {
            return new KnownTo(connections.namedStore());
        } catch (StoreException e) {
            output.warn(
                    "the jobs are enqueued, and not known to the store before a worker claims them: " + e.getMessage());
            return new KnownTo(Optional.empty());
        }
    }

    Publisher.Builder with(Publisher.Builder publisher) {
        store.ifPresent(publisher::store);
        return publisher;
    }

    @Override
    public void close() {
        store.ifPresent(IdempotencyStore::close);
    }
}
