package dev.warren.topology;

import java.util.Map;

/**
 * A queue.
 *
 * @param name its name
 * @param lifetime how long it lives
 * @param arguments its arguments, as AMQP has them; {@code x-queue-type} is always among them, because a virtual host may have a
 *     default of its own
 */
public record QueueSpec(String name, Lifetime lifetime, Map<String, Object> arguments) {
    /** Copies the arguments. */
    public QueueSpec {
        arguments = Map.copyOf(arguments);
    }

    /** How long a queue lives. */
    public enum Lifetime {
        /** Until someone deletes it; its messages outlive a restart of the broker. */
        DURABLE,
        /** As long as the connection that declared it, which alone may use it. */
        EXCLUSIVE
    }
}
