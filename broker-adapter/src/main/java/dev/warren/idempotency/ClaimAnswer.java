package dev.warren.idempotency;

import dev.warren.job.JobId;
import java.time.Duration;
import java.util.Optional;

/** What the store says to a delivery that asks to be run. */
public sealed interface ClaimAnswer {
    /** Calls the case for this kind of answer. */
    <D> void answer(D delivery, Cases<D> cases);

    /**
     * What to do with a delivery, by answer.
     *
     * @param <D> the delivery
     */
    interface Cases<D> {
        /** Run it. */
        void granted(D delivery, Granted answer);

        /** Run it as a suspect. */
        void suspect(D delivery, Suspect answer);

        /** Give up on it without running it. */
        void poisoned(D delivery, Poisoned answer);

        /** Carry out what somebody decided who is gone. */
        void finish(D delivery, Finish answer);

        /** The job is done: ack. */
        void completed(D delivery, Completed answer);

        /** This process runs it already: let the delivery join. */
        void runningHere(D delivery);

        /** Look again later. */
        void held(D delivery, Held answer);

        /** Give up on this delivery: its key belongs to another payload. */
        void keyConflict(D delivery, KeyConflict answer);

        /** Ack and drop: another job has its unique key. */
        void skipped(D delivery, Skipped answer);

        /** Look again later: another job has its unique key. */
        void locked(D delivery, Locked answer);

        /** Ack and drop. */
        void dropped(D delivery, Dropped answer);
    }

    /**
     * Run it.
     *
     * @param fence makes a late finisher harmless
     */
    record Granted(long fence) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.granted(delivery, this);
        }
    }

    /**
     * Run it with no other suspect beside it, after {@link IdempotencyStore#start}: a worker has ended with it in hand.
     *
     * @param fence makes a late finisher harmless
     * @param crashes how many workers it has brought down for certain
     */
    record Suspect(long fence, int crashes) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.suspect(delivery, this);
        }
    }

    /**
     * Claimed, but not to be run: it has brought down as many workers as it may. Decide its death.
     *
     * @param fence the claim's
     * @param crashes how many workers it has brought down
     */
    record Poisoned(long fence, int crashes) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.poisoned(delivery, this);
        }
    }

    /**
     * Somebody decided and is gone: publish, mark, ack.
     *
     * @param fence the decision's
     * @param decided what to carry out
     */
    record Finish(long fence, Decided decided) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.finish(delivery, this);
        }
    }

    /**
     * Done already.
     *
     * @param first the id of the job that did it; a delivery with another id is its alias
     * @param resultJson what its handler answered then
     */
    record Completed(JobId first, Optional<String> resultJson) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.completed(delivery, this);
        }
    }

    /** This owner runs it, or is settling it, at the same coordinates. */
    record RunningHere() implements ClaimAnswer {
        static final RunningHere INSTANCE = new RunningHere();

        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.runningHere(delivery);
        }
    }

    /**
     * Another live worker has it.
     *
     * @param rest what is left of that worker's lease, by the store's clock
     */
    record Held(Duration rest) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.held(delivery, this);
        }
    }

    /**
     * The key was used for another payload before.
     *
     * @param first the id of the job that has the key
     */
    record KeyConflict(JobId first) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.keyConflict(delivery, this);
        }
    }

    /**
     * Another job has its unique key, and one is enough: it is recorded as cancelled.
     *
     * @param holder the id of the job that has the key
     */
    record Skipped(JobId holder) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.skipped(delivery, this);
        }
    }

    /**
     * Another job has its unique key: later.
     *
     * @param holder the id of the job that has the key
     * @param rest for how long at most, by the store's clock, where that is known; else a minute
     */
    record Locked(JobId holder, Duration rest) implements ClaimAnswer {
        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.locked(delivery, this);
        }
    }

    /**
     * Nothing to do.
     *
     * @param why in which way it is over
     */
    record Dropped(Why why) implements ClaimAnswer {
        /** In which way a delivery's job is over. */
        public enum Why {
            /** Below the record's coordinates. */
            STALE,
            /** A producer's resend of a dead job. */
            DEAD,
            /** Cancelled. */
            CANCELLED,
            /** Not started in time. */
            EXPIRED
        }

        @Override
        public <D> void answer(D delivery, Cases<D> cases) {
            cases.dropped(delivery, this);
        }
    }
}
