package dev.warren.chaos.wire;

/** What happens to a connection behind the last byte that passes. */
public enum Ending {
    /** Both ends are told that it is over. */
    CLOSE,
    /** Both ends find it broken; what they had not read yet may be gone too. */
    RESET,
    /** Nobody is told, and nothing passes any more: only heartbeats can find out. */
    MUTE,
    /** The passage itself is lost, what follows passes, and a moment later it is closed. */
    LOSE
}
