package dev.warren.consume;

import dev.warren.idempotency.Completion;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.idempotency.TransactionalStore.Work;
import dev.warren.outcome.AttemptResult;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an attempt whose writes are committed with its completion. What is committed is decided as well: the settle stage asks for the same
 * decision again, under the same claim, and is answered that it is on record. Safe for use by several threads.
 */
final class Transactions {
    /** A database that has no room now is asked again after this. */
    static final Duration SNOOZE = Duration.ofSeconds(5);

    /** Nobody knows what became of a commit until the database answers again. */
    static final Duration REST = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Transactions.class);

    private final IdempotencyStore store;

    Transactions(IdempotencyStore store) {
        this.store = store;
    }

    /** Commits; empty when it is unknown whether that has happened, or when the worker interrupted it: neither says anything about the job. */
    Optional<AttemptResult> complete(RunningJob job, Work work) {
        if (!(store instanceof TransactionalStore database)) {
            throw new IllegalStateException("jobs of type " + job.message().type()
                    + " write in the store's transaction, and this worker's store has none to offer; give it one in a database"
                    + " (SqliteStore), and register the type with transact(…) to be told at the start");
        }
        return completed(database, job, work).match(new Ends(job));
    }

    /** A store answers whatever happens; should it throw all the same, nothing is known, and least of all that the job has failed. */
    private static Completion completed(TransactionalStore database, RunningJob job, Work work) {
        try {
            return database.complete(job.claim(), work);
        } catch (Throwable e) { // an Error too, as when memory runs out: it may come after the commit
            return new Completion.Unknown(new StoreException("the store failed without an answer: " + e, e));
        }
    }

    private record Ends(RunningJob job) implements Completion.Cases<Optional<AttemptResult>> {
        @Override
        public Optional<AttemptResult> committed(Completion.Committed end) {
            return Optional.of(new AttemptResult.Succeeded(end.resultJson()));
        }

        /** The settle stage finds the same when it wants to record this, and hands the message over. */
        @Override
        public Optional<AttemptResult> fenced(Completion.Fenced end) {
            return Optional.of(new AttemptResult.Succeeded(Optional.empty()));
        }

        @Override
        public Optional<AttemptResult> rolledBack(Completion.RolledBack end) {
            return job.isInterrupted() ? Optional.empty() : Optional.of(new AttemptResult.Failed(end.failure()));
        }

        @Override
        public Optional<AttemptResult> unavailable(Completion.Unavailable end) {
            log.warn(
                    "job {} could not write, and is run again in {}: {}",
                    job.message().id(),
                    SNOOZE,
                    end.why().getMessage());
            return job.isInterrupted() ? Optional.empty() : Optional.of(new AttemptResult.Snoozed(SNOOZE));
        }

        /** A failure recorded now could stand beside a success that was committed. */
        @Override
        public Optional<AttemptResult> unknown(Completion.Unknown end) {
            log.warn(
                    "whether job {} is committed is unknown; its record will tell: {}",
                    job.message().id(),
                    end.why().getMessage());
            job.restBeforeItGoesBack(REST);
            return Optional.empty();
        }
    }
}
