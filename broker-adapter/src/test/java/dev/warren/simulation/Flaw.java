package dev.warren.simulation;

import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.IdempotencyStore;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What is wrong with one process, put between its worker and what it talks to. This one is right. */
class Flaw {
    IdempotencyStore store(IdempotencyStore right) {
        return right;
    }

    CompletableFuture<Void> send(Publication publication, Function<Publication, CompletableFuture<Void>> right) {
        return right.apply(publication);
    }

    void delivered(long tag, Redelivery redelivery, Message message) {}

    Subscription acks(Subscription right) {
        return right;
    }

    boolean guardsItsLease() {
        return true;
    }
}
