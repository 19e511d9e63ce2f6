package dev.warren.chaos.wire;

/** What a sweep cuts: a passage, of which kind of job, on whose wire. */
public enum Target {
    /** A producer's job on its way to the broker. */
    PUBLISH(Passage.PUBLISH, JobKind.SOUND, Side.PUBLISHER),
    /** The broker's word for it. */
    CONFIRM(Passage.CONFIRM, JobKind.SOUND, Side.PUBLISHER),
    /** A job on its way to a worker. */
    DELIVERY(Passage.DELIVERY, JobKind.SOUND, Side.WORKER),
    /** The worker's ack of a job that has succeeded. */
    ACK(Passage.ACK, JobKind.SOUND, Side.WORKER),
    /** The copy for a job's next attempt, on its way from a worker to the ladder. */
    RETRY_PUBLISH(Passage.PUBLISH, JobKind.SHAKY, Side.WORKER),
    /** The broker's word for that copy. */
    RETRY_CONFIRM(Passage.CONFIRM, JobKind.SHAKY, Side.WORKER),
    /** A dead letter on its way from a worker to its queue. */
    DEAD_PUBLISH(Passage.PUBLISH, JobKind.HOPELESS, Side.WORKER),
    /** The broker's word for it. */
    DEAD_CONFIRM(Passage.CONFIRM, JobKind.HOPELESS, Side.WORKER);

    /** Who uses the wire that is cut. */
    enum Side {
        PUBLISHER,
        WORKER
    }

    private final Passage passage;
    private final JobKind kind;
    private final Side side;

    Target(Passage passage, JobKind kind, Side side) {
        this.passage = passage;
        this.kind = kind;
        this.side = side;
    }

    Passage passage() {
        return passage;
    }

    JobKind kind() {
        return kind;
    }

    Side side() {
        return side;
    }

    /** Whether the delivery comes again when its passage was cut. */
    boolean comesAgain(boolean passedWhole) {
        return side == Side.WORKER && (passage == Passage.DELIVERY || (passage == Passage.ACK && !passedWhole));
    }
}
