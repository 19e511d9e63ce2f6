package dev.warren.consume;

import dev.warren.job.Job;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.job.RetryAfter;
import dev.warren.retry.InProcessRetry;
import dev.warren.retry.RetryPolicy;
import io.github.resilience4j.retry.Retry;
import java.util.Optional;

/** Puts a job type's in-process retries around its handler. */
final class QuickRetries {
    private QuickRetries() {}

    static <P> JobHandler<P> around(JobType<P> type, JobHandler<P> handler) {
        RetryPolicy policy = type.retryPolicy();
        Optional<InProcessRetry> quick = policy.inProcess();
        if (quick.isEmpty()) {
            return handler;
        }
        Retry retry = quick.get().toRetry(type.name().value(), failure -> isWorthAnotherTry(policy, failure));
        return job -> retry.executeCallable(() -> once(handler, job));
    }

    /** Many a handler makes another exception of the one that its interrupt was, so what it throws does not tell. */
    private static <P> JobResult once(JobHandler<P> handler, Job<P> job) throws Exception {
        try {
            return handler.handle(job);
        } catch (Exception e) {
            if (HandlerCall.isInterrupted(job) && !(e instanceof InterruptedException)) {
                throw (InterruptedException) new InterruptedException("interrupted by the worker").initCause(e);
            }
            throw e;
        }
    }

    private static boolean isWorthAnotherTry(RetryPolicy policy, Throwable failure) {
        return policy.retryable().includes(failure)
                && !(failure instanceof RetryAfter)
                && !(failure instanceof InterruptedException);
    }
}
