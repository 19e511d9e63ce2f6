package dev.warren.topology;

/** How an exchange routes. */
public enum ExchangeKind {
    /** By patterns over the dotted words of the routing key. */
    TOPIC("topic"),
    /** By the routing key as it is. */
    DIRECT("direct"),
    /** To everything that is bound. */
    FANOUT("fanout");

    private final String wireName;

    ExchangeKind(String wireName) {
        this.wireName = wireName;
    }

    /** The exchange type's name in AMQP. */
    public String wireName() {
        return wireName;
    }
}
