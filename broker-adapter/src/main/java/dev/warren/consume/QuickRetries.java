package dev.warren.consume;

import dev.warren.job.JobHandler;
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
        return job -> retry.executeCallable(() -> handler.handle(job));
    }

    private static boolean isWorthAnotherTry(RetryPolicy policy, Throwable failure) {
        return policy.retryable().includes(failure)
                && !(failure instanceof RetryAfter)
                && !(failure instanceof InterruptedException);
    }
}
