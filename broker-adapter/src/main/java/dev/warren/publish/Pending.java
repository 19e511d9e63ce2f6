package dev.warren.publish;

import dev.warren.broker.Publication;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A publication on its way, from {@link ConfirmedSender#send} to the broker's word or the deadline. */
final class Pending {
    private final Publication publication;
    private final long startNanos;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean written;
    private volatile Optional<String> returnReason = Optional.empty();

    Pending(Publication publication, long startNanos) {
        this.publication = publication;
        this.startNanos = startNanos;
    }

    Publication publication() {
        return publication;
    }

    long startNanos() {
        return startNanos;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    /** From here on the broker may have it. */
    void noteWritten() {
        written = true;
    }

    boolean wasWritten() {
        return written;
    }

    void noteReturn(String reason) {
        returnReason = Optional.of(reason);
    }

    Optional<String> returnReason() {
        return returnReason;
    }

    String describe() {
        String id = publication.message().properties().messageId();
        return "message " + (id == null ? "(without id)" : id) + " to exchange " + publication.exchange();
    }
}
