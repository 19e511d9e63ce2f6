package dev.warren.topology;

/**
 * A binding without arguments.
 *
 * @param source the exchange that messages come from
 * @param target what kind of object they go to
 * @param destination the name of the queue or exchange they go to
 * @param routingKey the key or pattern
 */
public record BindingSpec(String source, Target target, String destination, String routingKey) {
    /** What a binding leads to. */
    public enum Target {
        /** A queue. */
        QUEUE("queue"),
        /** Another exchange. */
        EXCHANGE("exchange");

        private final String wireName;

        Target(String wireName) {
            this.wireName = wireName;
        }

        /** The {@code destination_type} of definitions.json and of the management API. */
        public String wireName() {
            return wireName;
        }
    }
}
