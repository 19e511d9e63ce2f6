package dev.warren.publish;

import dev.warren.broker.Message;
import dev.warren.idempotency.ReserveAnswer;
import dev.warren.job.JobId;
import dev.warren.wire.WireHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The unique keys that a publisher asks for, and its jobs that are on their way to the broker under one: the store does not know of those yet, so
 * another job of the same key shares what becomes of them. Safe for use by several threads.
 */
final class UniqueKeys {
    private static final CompletableFuture<Void> CONFIRMED = CompletableFuture.completedFuture(null);

    private final @Nullable Registrar registrar;
    private final Map<JobId, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    /** Those of a publisher whose registrar this is; of one without a store none is asked for. */
    UniqueKeys(@Nullable Registrar registrar) {
        this.registrar = registrar;
    }

    /** A job, or the one that is enqueued in its place, and the end of that. */
    record Sent(JobId id, CompletableFuture<Void> done) {}

    /** A job whose key was asked for: whom it leaves it to, or nobody when it is to be sent. {@link #send} or {@link #failed} follows. */
    record Asked(JobId id, @Nullable CompletableFuture<Void> underWay, Optional<Sent> instead) {}

    /** Asks for a job's key, if it has one. Waits for the store. */
    Asked ask(JobId id, Message message) {
        if (registrar == null || !message.properties().headers().containsKey(WireHeaders.UNIQUE_KEY)) {
            return new Asked(id, null, Optional.empty());
        }
        CompletableFuture<Void> end = new CompletableFuture<>();
        underWay.put(id, end); // first, as others may be told of it at once
        try {
            return new Asked(id, end, instead(registrar.reserve(message), end));
        } catch (RuntimeException | Error e) {
            end(id, end, e);
            throw e;
        }
    }

    private Optional<Sent> instead(ReserveAnswer answer, CompletableFuture<Void> own) {
        if (answer instanceof ReserveAnswer.Taken taken) {
            return Optional.of(new Sent(taken.holder(), CONFIRMED));
        }
        return answer instanceof ReserveAnswer.Reserved reserved
                ? Optional.ofNullable(underWay.get(reserved.holder()))
                        .filter(end -> end != own) // two jobs may have one id, by mistake
                        .map(end -> new Sent(reserved.holder(), end))
                : Optional.empty();
    }

    /** Sends a job, unless it is left to another. */
    Sent send(Asked asked, Supplier<CompletableFuture<Void>> sending) {
        try {
            return sent(asked, asked.instead().orElseGet(() -> new Sent(asked.id(), sending.get())));
        } catch (RuntimeException | Error e) {
            failed(asked, e);
            throw e;
        }
    }

    private Sent sent(Asked asked, Sent sent) {
        if (asked.underWay() != null) {
            CompletableFuture<Void> end = asked.underWay();
            sent.done().whenComplete((done, failure) -> end(asked.id(), end, failure));
        }
        return sent;
    }

    /** A job could not be sent. */
    void failed(Asked asked, Throwable failure) {
        if (asked.underWay() != null) {
            end(asked.id(), asked.underWay(), failure);
        }
    }

    private void end(JobId id, CompletableFuture<Void> end, @Nullable Throwable failure) {
        underWay.remove(id, end);
        if (failure == null) {
            end.complete(null);
        } else {
            end.completeExceptionally(failure);
        }
    }
}
