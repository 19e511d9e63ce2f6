package dev.warren.topology;

/** Who logs in to the broker, and with which rights ({@link Topology#permissions(Role)}). */
public enum Role {
    /** Publishes jobs to the lanes, and nothing else. */
    PRODUCER,
    /** Runs jobs, on a topology that a provisioner has declared. */
    WORKER,
    /** Declares the topology. */
    PROVISIONER,
    /** Looks after dead letters and unrouted messages, replays them and sends control commands. */
    OPERATOR
}
