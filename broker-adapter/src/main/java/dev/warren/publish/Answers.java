package dev.warren.publish;

import dev.warren.publish.Pending.Stage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers what became of their publications, each of them once, and makes room in the window. Always by way of the completions, as
 * callers' code must not run on the link's thread or the writer's.
 */
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private final PublishMetrics metrics;
    private final LongSupplier nanos;
    private final Executor completions;
    private final Semaphore room;

    Answers(SenderParts parts, Semaphore room) {
        this.metrics = parts.metrics();
        this.nanos = parts.nanos();
        this.completions = parts.driver().completions();
        this.room = room;
    }

    /** The broker has them, save those that came back before. */
    void confirmed(List<Pending> confirmed) {
        later(() -> confirmed.forEach(this::confirm));
    }

    /** The broker would not have them. */
    void refused(List<Pending> refused) {
        later(() -> refused.forEach(this::refuse));
    }

    /** It would fail on every link, and everything behind it with it, so it is not tried again. */
    void unwritable(Pending pending, IllegalArgumentException why) {
        if (pending.settle() != Stage.SETTLED) {
            PublishFailed failure = new PublishFailed.NotSent(
                    pending.describe() + " can't be sent; change its headers or texts (" + why.getMessage() + ")", why);
            later(() -> complete(pending, failure));
        }
    }

    /** The stage is asked and closed in one step, so that the writer can't send what is reported as never sent. */
    void unanswered(Pending pending, String when) {
        PublishFailed failure = switch (pending.settle()) {
            case WAITING -> new PublishFailed.NotSent(pending.describe() + " was not sent " + when, null);
            case WRITTEN ->
                new PublishFailed.Unknown(pending.describe() + " got no confirm " + when
                        + "; it may be enqueued: enqueue it again with the same id to be sure");
            case SETTLED -> null;
        };
        if (failure != null) {
            later(() -> complete(pending, failure));
        }
    }

    private void later(Runnable completion) {
        try {
            completions.execute(completion);
        } catch (RejectedExecutionException e) {
            log.debug("the broker answered after this publisher was closed; its callers have been told");
        }
    }

    private void confirm(Pending pending) {
        Optional<String> returned = pending.returnReason();
        if (returned.isPresent()) {
            comeBack(pending, returned.get());
        } else if (pending.settle() != Stage.SETTLED) {
            metrics.confirmed(nanos.getAsLong() - pending.startNanos());
            room.release();
            pending.done().complete(null);
        }
    }

    private void comeBack(Pending pending, String reason) {
        String what = pending.describe() + " came back (" + reason + "): no queue is bound for it";
        fail(
                pending,
                pending.wasWrittenBefore()
                        ? unknownAfterAll(what)
                        : new PublishFailed.Returned(what + ". Declare the topology, then enqueue again"));
    }

    private void refuse(Pending pending) {
        String what = pending.describe() + " was refused by the broker (a queue is full or its leader is gone)";
        fail(
                pending,
                pending.wasWrittenBefore()
                        ? unknownAfterAll(what)
                        : new PublishFailed.Refused(what + "; it is not enqueued"));
    }

    private static PublishFailed unknownAfterAll(String what) {
        return new PublishFailed.Unknown(what
                + ". It was sent before, over a connection that broke, and may be enqueued from there: enqueue it again with the same"
                + " id to be sure");
    }

    private void fail(Pending pending, PublishFailed failure) {
        if (pending.settle() != Stage.SETTLED) {
            complete(pending, failure);
        }
    }

    private void complete(Pending pending, PublishFailed failure) {
        metrics.failed(failure);
        room.release();
        pending.done().completeExceptionally(failure);
    }
}
