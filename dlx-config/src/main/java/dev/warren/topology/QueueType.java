package dev.warren.topology;

/** What kind of queue the topology is built from. All its durable queues are of one kind. */
public enum QueueType {
    /** Replicated and safe: dead-lettering is at-least-once. The default, and the only kind Warren's guarantees hold for. */
    QUORUM("quorum"),

    /** One copy on one node. Dead-lettering, and with it every delay, is at-most-once: a node that dies may lose delayed jobs. */
    CLASSIC("classic");

    private final String wireName;

    QueueType(String wireName) {
        this.wireName = wireName;
    }

    /** The value of the argument {@code x-queue-type}. */
    public String wireName() {
        return wireName;
    }
}
