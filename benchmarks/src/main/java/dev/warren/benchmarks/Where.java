package dev.warren.benchmarks;

/** The brokers and queues that a measurement runs on. */
public enum Where {
    /** Quorum and classic queues of each broker. Classic ones are measured in one round out of three. */
    EVERY_QUEUE,
    /** Quorum queues of each broker. */
    QUORUM_QUEUES,
    /** The same, in one round out of three: for what takes minutes. */
    QUORUM_QUEUES_SELDOM,
    /** Quorum queues of the first broker alone, in one round out of two: where the broker is not what matters. */
    ONE_BROKER,
    /** No broker: once in a round. */
    NO_BROKER
}
