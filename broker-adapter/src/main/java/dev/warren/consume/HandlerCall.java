package dev.warren.consume;

import dev.warren.consume.Handlers.Handled;
import dev.warren.idempotency.Progress;
import dev.warren.job.Job;
import dev.warren.job.JobContext;
import dev.warren.job.JobResult;
import dev.warren.outcome.AttemptResult;
import dev.warren.outcome.LeftOut;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.MessageReader;
import dev.warren.wire.PayloadCodec;
import dev.warren.wire.WireHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt: reads the payload, calls the handler, and says how that ended, whatever it throws. Safe for use by several threads. */
final class HandlerCall {
    private static final Logger log = LoggerFactory.getLogger(HandlerCall.class);

    private final MessageReader reader;
    private final PayloadCodec codec;
    private final Clock clock;
    private final LongSupplier nanos;
    private final JobMetrics metrics;
    private final int resultLimit;
    private final Transactions transactions;

    HandlerCall(WorkerParts parts) {
        this.reader = parts.reader();
        this.codec = parts.codec();
        this.clock = parts.clock();
        this.nanos = parts.nanos();
        this.metrics = parts.metrics();
        this.resultLimit = parts.settings().resultLimit();
        this.transactions = new Transactions(parts.store());
    }

    /** Runs the handler on this thread; empty when the worker interrupted it, which says nothing about the job. */
    Optional<AttemptResult> attempt(RunningJob job) {
        metrics.waited(job.lane(), waited(job.message()));
        JobLog.enterHandler(job);
        long start = nanos.getAsLong();
        try {
            return job.begin() ? call(job, job.handled()) : Optional.empty();
        } finally {
            job.end();
            metrics.ran(job.message().type().value(), nanos.getAsLong() - start);
        }
    }

    private Duration waited(JobMessage message) {
        return Duration.between(message.dueAt().orElse(message.enqueuedAt()), clock.instant());
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private <P> Optional<AttemptResult> call(RunningJob job, Handled<P> handled) {
        try {
            P payload = reader.payload(job.message(), handled.type().payloadClass());
            return ended(job, handled.handler().handle(view(job, payload)));
        } catch (MalformedMessage e) {
            return Optional.of(new AttemptResult.Unreadable(e.sentence()));
        } catch (Throwable e) { // whatever a handler throws, an Error too, ends its job and not the slot
            return job.isInterrupted() ? Optional.empty() : Optional.of(new AttemptResult.Failed(e));
        }
    }

    private static <P> Job<P> view(RunningJob job, P payload) {
        JobMessage message = job.message();
        Object traceparent = message.message().properties().headers().get(WireHeaders.TRACEPARENT);
        return new Job<>(
                message.id(),
                message.type(),
                job.lane(),
                message.attempt(),
                job.maxAttempts(),
                payload,
                message.tenantId(),
                message.userId(),
                Optional.ofNullable(message.message().properties().correlationId()),
                message.enqueuedAt(),
                Optional.ofNullable(traceparent).map(Object::toString),
                new Around(job));
    }

    /** Whether the worker has interrupted the attempt that {@code job} shows: then its handler is not called again, whatever it threw. */
    static boolean isInterrupted(Job<?> job) {
        return job.context() instanceof Around around && around.job().isInterrupted();
    }

    private record Around(RunningJob job) implements JobContext {
        @Override
        public boolean isCancelled() {
            return job.isCancelled();
        }

        @Override
        public void progress(long done, long total, String note) {
            job.progress(new Progress(Math.max(0, done), Math.max(0, total), cut(note)));
        }

        private static String cut(String note) {
            if (note.length() <= Progress.LONGEST_NOTE) {
                return note;
            }
            // Never between the two halves of a surrogate pair, which could not be encoded.
            boolean pair = Character.isHighSurrogate(note.charAt(Progress.LONGEST_NOTE - 2));
            return note.substring(0, Progress.LONGEST_NOTE - (pair ? 2 : 1)) + "…";
        }
    }

    private Optional<AttemptResult> ended(RunningJob job, JobResult result) {
        return result instanceof JobResult.InTransaction last
                ? transactions.complete(job, connection -> json(job, last.work().write(connection)))
                : Optional.of(resultOf(job, result));
    }

    private AttemptResult resultOf(RunningJob job, JobResult result) {
        if (result instanceof JobResult.Done done) {
            return new AttemptResult.Succeeded(json(job, done.value().orElse(null)));
        }
        if (result instanceof JobResult.Declined declined) {
            return new AttemptResult.Declined(declined.reason());
        }
        if (result instanceof JobResult.Snoozed snoozed) {
            return new AttemptResult.Snoozed(snoozed.delay());
        }
        throw new IllegalStateException("the handler of " + job.message().type() + " answered null");
    }

    /** The work is done, so a result that can't be kept must not make it run again. */
    private Optional<String> json(RunningJob job, @Nullable Object value) {
        if (value == null || resultLimit == 0) {
            return Optional.empty();
        }
        try {
            byte[] json = codec.write(value);
            return Optional.of(
                    json.length <= resultLimit
                            ? new String(json, StandardCharsets.UTF_8)
                            : leftOut(job, tooLong(json)));
        } catch (IllegalArgumentException e) {
            return Optional.of(leftOut(job, String.valueOf(e.getMessage())));
        }
    }

    private String tooLong(byte[] json) {
        return "it has " + json.length + " bytes of JSON, and a worker keeps at most " + resultLimit
                + " (resultLimit); put the data elsewhere and answer where it is";
    }

    private static String leftOut(RunningJob job, String why) {
        log.warn("the result of job {} is not kept: {}", job.message().id(), why);
        return LeftOut.json(why);
    }
}
