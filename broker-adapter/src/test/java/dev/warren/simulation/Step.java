package dev.warren.simulation;

/** What a simulated worker does that something may go wrong at. */
enum Step {
    OPEN,
    DELIVER,
    CLAIM,
    START,
    RUN,
    HAND_ON,
    DECIDE,
    PUBLISH,
    WRITE,
    CONFIRM,
    MARK,
    ACK,
    RELEASE,
    GIVE_BACK,
    HEARTBEAT;

    /** On which side of it. */
    enum When {
        BEFORE,
        AFTER
    }

    /** Whether the store is asked in it. */
    boolean asksTheStore() {
        return switch (this) {
            case CLAIM, START, DECIDE, MARK, RELEASE, HEARTBEAT -> true;
            case OPEN, DELIVER, RUN, HAND_ON, PUBLISH, WRITE, CONFIRM, ACK, GIVE_BACK -> false;
        };
    }
}
