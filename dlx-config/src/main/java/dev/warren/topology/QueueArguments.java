package dev.warren.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The arguments of each kind of queue. They hold what safety rests on; an operator's policy can't change them.
 *
 * <p>At-least-once dead-lettering needs a quorum queue with both {@code x-dead-letter-strategy=at-least-once} and
 * {@code x-overflow=reject-publish}; without the latter RabbitMQ falls back to at-most-once
 * (https://www.rabbitmq.com/docs/quorum-queues#activating-at-least-once-dead-lettering).
 */
record QueueArguments(QueueType type, TopologyLimits limits) {
    /**
     * For queues whose messages nobody consumes: looking at a message in the management UI counts as a delivery, and past the limit the
     * broker drops it or passes it on. RabbitMQ 4 sets a limit of 20 where none is given; -1 loses the message at the second look on 3.10.
     */
    private static final int KEPT_DELIVERY_LIMIT = 1_000_000;

    QueueSpec workQueue(String name, String deadExchange, String deadKey) {
        Map<String, Object> arguments = deadLetteringTo(deadExchange, limits.deliveryLimit());
        arguments.put("x-dead-letter-routing-key", deadKey);
        return durable(name, arguments);
    }

    QueueSpec delayQueue(String name, Duration timeToLive, String nextExchange) {
        Map<String, Object> arguments = deadLetteringTo(nextExchange, KEPT_DELIVERY_LIMIT);
        arguments.put("x-message-ttl", timeToLive.toMillis());
        return durable(name, arguments);
    }

    QueueSpec keepingQueue(String name) {
        return durable(name, refusing(KEPT_DELIVERY_LIMIT));
    }

    static QueueSpec workerQueue(String name, TopologyLimits limits) {
        return new QueueSpec(
                name,
                QueueSpec.Lifetime.EXCLUSIVE,
                Map.of("x-queue-type", QueueType.CLASSIC.wireName(), "x-max-length", limits.maxControlMessages()));
    }

    private Map<String, Object> deadLetteringTo(String exchange, int deliveryLimit) {
        Map<String, Object> arguments = refusing(deliveryLimit);
        arguments.put("x-dead-letter-exchange", exchange);
        if (type == QueueType.QUORUM) {
            arguments.put("x-dead-letter-strategy", "at-least-once");
        }
        return arguments;
    }

    private Map<String, Object> refusing(int deliveryLimit) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("x-queue-type", type.wireName());
        arguments.put("x-overflow", "reject-publish");
        if (type == QueueType.QUORUM) {
            arguments.put("x-delivery-limit", deliveryLimit);
        }
        return arguments;
    }

    private static QueueSpec durable(String name, Map<String, Object> arguments) {
        return new QueueSpec(name, QueueSpec.Lifetime.DURABLE, arguments);
    }
}
