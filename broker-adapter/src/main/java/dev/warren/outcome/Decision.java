package dev.warren.outcome;

import dev.warren.job.Coordinates;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What follows from an attempt. Recorded in the store before anything is done about it, so that anyone can carry it out. */
public sealed interface Decision {
    /** The word for it in metrics and logs. */
    Outcome outcome();

    /** Answers what the case for this kind of decision answers. */
    <T> T match(Cases<T> cases);

    /**
     * One function for each kind of decision.
     *
     * @param <T> what they answer
     */
    interface Cases<T> {
        /** For a job that is done. */
        T succeed(Succeed decision);

        /** For a job that runs again after a failure. */
        T retry(Retry decision);

        /** For a job that runs again because its handler asked to be called later. */
        T snooze(Snooze decision);

        /** For a job that is given up on. */
        T dead(Dead decision);
    }

    /**
     * The job is done.
     *
     * @param resultJson what its handler answered
     */
    record Succeed(Optional<String> resultJson) implements Decision {
        @Override
        public Outcome outcome() {
            return Outcome.SUCCEEDED;
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.succeed(this);
        }
    }

    /**
     * The job runs again.
     *
     * @param next the coordinates of the next run
     * @param nextAttempt the number of the next attempt
     * @param due when
     * @param delay how long from the decision
     * @param failure why
     */
    record Retry(Coordinates next, int nextAttempt, Instant due, Duration delay, Failure failure) implements Decision {
        @Override
        public Outcome outcome() {
            return Outcome.RETRY;
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.retry(this);
        }
    }

    /**
     * The job runs again, and this attempt did not count.
     *
     * @param next the coordinates of the next run
     * @param attempt the number of the attempt, as before
     * @param due when
     * @param delay how long from the decision
     */
    record Snooze(Coordinates next, int attempt, Instant due, Duration delay) implements Decision {
        @Override
        public Outcome outcome() {
            return Outcome.SNOOZED;
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.snooze(this);
        }
    }

    /**
     * The job is given up on.
     *
     * @param reason why, in one word
     * @param failure why, at length
     * @param attempt the number of the attempt it died at
     * @param at when
     */
    record Dead(DeadReason reason, Failure failure, int attempt, Instant at) implements Decision {
        @Override
        public Outcome outcome() {
            return Outcome.DEAD;
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.dead(this);
        }
    }
}
