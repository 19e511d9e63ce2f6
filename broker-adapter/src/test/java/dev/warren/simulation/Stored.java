package dev.warren.simulation;

import dev.warren.broker.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/** One message in one queue. */
final class Stored {
    static final long NEVER = Long.MAX_VALUE;

    private static final String DELIVERY_COUNT = "x-delivery-count";

    private final String exchange;
    private final String routingKey;
    private final Message message;
    private final long expiresAtNanos;
    private int deliveryCount;
    private boolean handedOutBefore;

    /** A message as it came: {@code exchange} and {@code routingKey} are those it was last published with. */
    Stored(String exchange, String routingKey, Message message, long expiresAtNanos) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.message = message;
        this.expiresAtNanos = expiresAtNanos;
    }

    String exchange() {
        return exchange;
    }

    String routingKey() {
        return routingKey;
    }

    Message message() {
        return message;
    }

    String id() {
        String id = message.properties().messageId();
        return id == null ? "" : id;
    }

    boolean isExpired(long nowNanos) {
        return expiresAtNanos <= nowNanos;
    }

    long expiresAtNanos() {
        return expiresAtNanos;
    }

    /** How often it came back without an ack. */
    int deliveryCount() {
        return deliveryCount;
    }

    void countDelivery() {
        deliveryCount++;
    }

    /** Whether it was handed out and came back. */
    boolean handedOutBefore() {
        return handedOutBefore;
    }

    void cameBack() {
        handedOutBefore = true;
    }

    /** As consumers get it: the delivery count among its headers once it has one. */
    Message delivered() {
        if (deliveryCount == 0) {
            return message;
        }
        Map<String, Object> headers = new LinkedHashMap<>(message.properties().headers());
        headers.put(DELIVERY_COUNT, (long) deliveryCount);
        return message.withProperties(Headers.with(message.properties(), headers));
    }

    @Override
    public String toString() {
        return id();
    }
}
