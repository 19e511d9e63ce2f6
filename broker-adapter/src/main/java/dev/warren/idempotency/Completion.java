package dev.warren.idempotency;

import java.util.Optional;

/** How it ended when a job's writes were to be committed with its completion. */
public sealed interface Completion {
    /** Answers what the case for this end answers. */
    <T> T match(Cases<T> cases);

    /**
     * One function for each end.
     *
     * @param <T> what they answer
     */
    interface Cases<T> {
        /** All is written, and the job is done. */
        T committed(Committed end);

        /** The claim does not stand any more; nothing is written. */
        T fenced(Fenced end);

        /** The work failed, or the database would not have it; nothing is written. */
        T rolledBack(RolledBack end);

        /** The database could not be used, which is not the job's fault; nothing is written. */
        T unavailable(Unavailable end);

        /** Nobody knows whether it is committed. */
        T unknown(Unknown end);
    }

    /**
     * All is written, and the job is done.
     *
     * @param resultJson what the work answered
     */
    record Committed(Optional<String> resultJson) implements Completion {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.committed(this);
        }
    }

    /** The claim does not stand any more: somebody else has the job, or it was cancelled. Nothing is written. */
    record Fenced() implements Completion {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.fenced(this);
        }
    }

    /**
     * Nothing is written, and the attempt has failed.
     *
     * @param failure what the work threw, or why the database would not have what it wrote (a constraint, a conflict of transactions)
     */
    record RolledBack(Throwable failure) implements Completion {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.rolledBack(this);
        }
    }

    /**
     * Nothing is written, for want of the database: no connection is free, or it is down, or locked.
     *
     * @param why what is the matter and what to do
     */
    record Unavailable(StoreException why) implements Completion {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.unavailable(this);
        }
    }

    /**
     * The database was lost while it committed. The record tells, when it can be asked again: the next claim is either answered that the job is
     * done, or granted.
     *
     * @param why what was the matter
     */
    record Unknown(StoreException why) implements Completion {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.unknown(this);
        }
    }
}
