package dev.warren.consume;

import dev.warren.broker.Publication;
import java.util.concurrent.CompletableFuture;

/** Where the worker publishes: what settling takes, and what it says to other workers. */
@FunctionalInterface
interface Outbox {
    /** Sends a publication; done when the broker has confirmed it, failed when it has not, on any thread. */
    CompletableFuture<Void> send(Publication publication);
}
