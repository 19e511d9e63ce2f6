package dev.warren.simulation;

import dev.warren.broker.Message;
import java.util.List;

/** Passes dead letters on as RabbitMQ does: once or, after a fault, more often, and never round a cycle. */
final class DeadLettering {
    static final String DELIVERY_LIMIT = "delivery_limit";
    static final String EXPIRED = "expired";

    private final World world;
    private final SimBroker broker;
    private int doubled;

    DeadLettering(World world, SimBroker broker) {
        this.world = world;
        this.broker = broker;
    }

    /** At-least-once dead-lettering may pass a message on again when it lost its confirm: the next ones go twice. */
    void doubleNext(int messages) {
        doubled = messages;
    }

    void pass(SimQueue from, Stored dead, String reason, String exchange, String key) {
        Message message = Deaths.added(dead, from.name(), reason, world.time().instant());
        world.history().note("dead-lettered from", from.name(), dead, reason);
        deliver(from, message, exchange, key);
        if (doubled > 0) {
            doubled--;
            world.history().note("dead-lettered twice", dead);
            deliver(from, message, exchange, key);
        }
    }

    private void deliver(SimQueue from, Message message, String exchange, String key) {
        List<String> targets = broker.targets(exchange, key);
        if (targets.isEmpty()) {
            broker.lost("dead letter of " + from.name() + " has no way out of " + exchange, message);
        }
        for (String target : targets) {
            if (Deaths.isCycle(message, target)) {
                broker.lost("dead letter would go round to " + target, message);
            } else {
                broker.queue(target).add(exchange, key, message);
            }
        }
    }

    void dropped(SimQueue from, Stored message, String reason) {
        broker.lost(
                "dropped from " + from.name() + ", which has no dead-letter exchange: " + reason, message.message());
    }
}
