package dev.warren.idempotency.conformance;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Retention;
import java.time.Duration;
import java.util.Optional;

/**
 * A place for one store, such as a directory or a schema, made anew for each test. A store that is given a clock lets time pass by setting
 * it; one that goes by its server's clock really waits, and is given short times.
 */
public interface StoreFixture extends AutoCloseable {
    /** Opens the store: empty at first, and after a close as it was left. Called again only after a close, and if it outlives that. */
    IdempotencyStore open();

    /** Opens the same store once more beside the first, as another process would; default none, for a store of one process. */
    default Optional<IdempotencyStore> openBeside() {
        return Optional.empty();
    }

    /** Whether what is in the store outlives its being closed. Without that, nothing is tried that reopens it. */
    boolean outlivesClosing();

    /** The retention the store is opened with; the shorter time is at least four {@link #grain}s, the longer at least twice that. */
    Retention retention();

    /** Lets this much time pass on the store's clock, and a little more if need be. */
    void pass(Duration time);

    /** How long a worker's lease is that is to lapse, from 1 s and at least four {@link #grain}s; default 5 s. */
    default Duration lease() {
        return Duration.ofSeconds(5);
    }

    /** How exactly {@link #pass} keeps to its time; default 1 ms. Where it really waits, what a few slow calls take, such as 300 ms. */
    default Duration grain() {
        return Duration.ofMillis(1);
    }

    /** Removes the place. The store was closed before. */
    @Override
    default void close() {}
}
