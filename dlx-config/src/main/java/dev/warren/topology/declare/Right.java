package dev.warren.topology.declare;

/** What a login may do with an exchange or queue, as RabbitMQ's access control has it. */
public enum Right {
    /** Create and delete it. */
    CONFIGURE,
    /** Publish to an exchange, bind a queue. */
    WRITE,
    /** Consume a queue, bind to an exchange. */
    READ
}
