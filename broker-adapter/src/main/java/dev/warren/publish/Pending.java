package dev.warren.publish;

import dev.warren.broker.Publication;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A publication on its way, from {@link ConfirmedSender#send} to the broker's word or the deadline. */
final class Pending {
    private final Publication publication;
    private final long startNanos;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private volatile int writes;
    private volatile Optional<String> returnReason = Optional.empty();

    /** How far it has come. */
    enum Stage {
        /** Never written: the broker can't have it. */
        WAITING,
        /** Written to a link: the broker may have it. */
        WRITTEN,
        /** Confirmed or failed; it must not be written any more. */
        SETTLED
    }

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

    /** Whether it is still to be written; from here on the broker may have it. What an earlier link said of it counts no more. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the writer writes; others read
    boolean startWriting() {
        returnReason = Optional.empty();
        if (stage.updateAndGet(now -> now == Stage.SETTLED ? now : Stage.WRITTEN) == Stage.SETTLED) {
            return false;
        }
        writes++;
        return true;
    }

    /** Whether an earlier link may have carried it as well, so that a refusal of the last copy says nothing of the first. */
    boolean wasWrittenBefore() {
        return writes > 1;
    }

    /** Answers the stage until now. Whoever is not told {@code SETTLED} is to complete it. */
    Stage settle() {
        return stage.getAndSet(Stage.SETTLED);
    }

    boolean isSettled() {
        return stage.get() == Stage.SETTLED;
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
