package dev.warren.simulation;

/** What goes wrong, or is done to a job from outside. */
enum Fault {
    /** The process ends, and is started again later. */
    CRASH,
    /** The process stands still for up to three leases, and goes on: SIGSTOP, or a suspended machine. */
    PAUSE,
    /** A graceful stop, as in a deploy. */
    STOP,
    /** Links break; the two sides notice at times of their own. */
    CUT,
    /** Links break, and the broker hands out again what the client still takes for its own. */
    CUT_UNNOTICED,
    /** The store fails in this call; at {@link Step.When#AFTER} it has done what it was asked. */
    STORE_FAILS,
    /** The store answers nobody for a while. */
    STORE_DOWN,
    /** The store does not answer this process for a while. */
    STORE_AWAY,
    /** One of the worker's threads hangs for a while. */
    STALL,
    /** The broker refuses the next publications. */
    REFUSE,
    /** Confirms come late, or with the next link. */
    WITHHOLD,
    /** The broker can't be reached for a while. */
    UNREACHABLE,
    BROKER_CRASH,
    CANCEL_CONSUMERS,
    /** The broker reads no publications for a while. */
    BLOCK,
    /** The producer sends a job again. */
    RESEND,
    /** Another job of the same key and payload. */
    ALIAS,
    /** Another payload under the same key. */
    CONFLICT,
    CANCEL,
    /** A dead letter is moved back. */
    REPLAY,
    /** A dead letter is moved back, twice. */
    REPLAY_TWICE,
    /** The broker gives up on a message. */
    GIVE_UP,
    /** What waits in the ladder is passed on twice. */
    DOUBLE;

    /** Whether it is done to a job, by operators and producers. */
    boolean isFromOutside() {
        return switch (this) {
            case RESEND, ALIAS, CONFLICT, CANCEL, REPLAY, REPLAY_TWICE, GIVE_UP -> true;
            default -> false;
        };
    }
}
