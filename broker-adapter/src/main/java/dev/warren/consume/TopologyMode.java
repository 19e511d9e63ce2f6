package dev.warren.consume;

/** What a worker does about the topology when it connects. */
public enum TopologyMode {
    /** Declares whatever is missing; the login must be allowed to. The default. */
    DECLARE,
    /** Only checks that everything is there, for logins with no more rights than a worker needs. */
    VERIFY
}
