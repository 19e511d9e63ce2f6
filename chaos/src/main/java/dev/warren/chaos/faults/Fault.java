package dev.warren.chaos.faults;

import dev.warren.chaos.servers.Server;
import java.time.Duration;

/** Something that befalls a run. Has no state of its own. */
public interface Fault {
    /** What it is called on the command line, in ledgers and in the table: lower case, digits and hyphens. */
    String word();

    /** What it befalls. Faults of one track come one after the other, those of different tracks whenever they come. */
    Track track();

    /** Which recovery is measured. */
    Recovery recovery();

    /** From the blow to the healing. */
    Duration lasts(Arena arena);

    /** Whether this run has what it befalls. */
    default boolean suits(Arena arena) {
        return true;
    }

    /** What it needs of the broker from the beginning on, before anything is declared. */
    default void prepare(Server broker) {}

    /**
     * Whom it is going to hit, as the processes' ledgers are called, or what else. Asked before the blow, so that the ledger can tell before it
     * falls.
     *
     * @param choice from the schedule's seed: the same in each replay
     */
    Blow aim(Arena arena, int choice);

    /** What hits one victim, once. */
    interface Blow {
        /** The victim, as the ledger has it. */
        String victim();

        /** Hits it. */
        void strike() throws Exception;

        /** Puts an end to it; returns as soon as the victim can work again. */
        void heal() throws Exception;
    }

    /** What can be befallen at the same time as another. */
    enum Track {
        /** The broker. */
        BROKER,
        /** The way to it. */
        WIRE,
        /** The workers. */
        WORKERS,
        /** The relays of the outbox. */
        RELAYS,
        /** The publishers. */
        PUBLISHERS,
        /** The server of the store. */
        STORE,
        /** Jobs that end their workers. */
        JOBS
    }

    /** How to know that work goes on again, and from when to count; see docs/faults.md. */
    enum Recovery {
        /** From the healing to the first start of a job that had been promised before the blow, and the first confirm of a new one. */
        OF_ALL,
        /** From the blow to the next start, elsewhere, of each job that the victim had begun. */
        OF_THE_VICTIMS_JOBS,
        /** From the blow to the first confirm of another publisher or a later one. */
        OF_CONFIRMS,
        /** Nothing is held up that could be counted. */
        NONE
    }
}
