package dev.warren.chaos.wire;

/** What passes over a wire and can be cut. */
public enum Passage {
    /** A job on its way to the broker: method, header and body. */
    PUBLISH,
    /** The broker's word that it has it. */
    CONFIRM,
    /** A job on its way to a worker: method, header and body. */
    DELIVERY,
    /** The worker's word that it is done with it. */
    ACK
}
