package dev.warren.simulation;

import dev.warren.broker.Message;
import dev.warren.topology.QueueSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A quorum queue with a delivery limit: what comes back waits in front of what was never handed out, in the order in which it came back;
 * messages expire at the head only; and a message that came back too often is dead-lettered.
 */
final class SimQueue {
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final long NO_TIME_TO_LIVE = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final World world;
    private final DeadLettering deadLettering;
    private final String name;
    private final int deliveryLimit;
    private final long timeToLiveMillis;
    private final @Nullable String deadLetterExchange;
    private final @Nullable String deadLetterKey;

    private final Deque<Stored> cameBack = new ArrayDeque<>();
    private final Deque<Stored> waiting = new ArrayDeque<>();
    private final List<Stored> leaving = new ArrayList<>();
    private final List<SimChannel> consumers = new ArrayList<>();
    private final Pipe toDeadLetterExchange;
    private int turn;
    private long watchedNanos = Stored.NEVER;

    SimQueue(World world, DeadLettering deadLettering, QueueSpec spec) {
        this(world, deadLettering, spec.name(), spec.arguments());
    }

    SimQueue(World world, DeadLettering deadLettering, String name, Map<String, Object> arguments) {
        this.world = world;
        this.deadLettering = deadLettering;
        this.name = name;
        deliveryLimit = arguments.get("x-delivery-limit") instanceof Number limit ? limit.intValue() : NO_LIMIT;
        timeToLiveMillis = arguments.get("x-message-ttl") instanceof Number time ? time.longValue() : NO_TIME_TO_LIVE;
        deadLetterExchange = (String) arguments.get("x-dead-letter-exchange");
        deadLetterKey = (String) arguments.get("x-dead-letter-routing-key");
        toDeadLetterExchange = new Pipe(world);
    }

    /** Puts a message at the end. */
    void add(String exchange, String routingKey, Message message) {
        waiting.addLast(new Stored(
                exchange, routingKey, message, expiry(message.properties().expiration())));
        world.history().note("in", name, message.properties().messageId());
        pump();
    }

    private long expiry(@Nullable String expiration) {
        long own = expiration == null ? NO_TIME_TO_LIVE : Long.parseLong(expiration);
        long millis = own < 0 || (timeToLiveMillis >= 0 && timeToLiveMillis < own) ? timeToLiveMillis : own;
        return millis < 0 ? Stored.NEVER : world.time().nanos() + millis * NANOS_PER_MILLI;
    }

    /** Takes back what was handed out and not acked. */
    void takeBack(Stored message, DeliveryCount count) {
        message.cameBack();
        if (count == DeliveryCount.COUNTED) {
            message.countDelivery();
        }
        if (message.deliveryCount() > deliveryLimit) {
            deadLetter(message, DeadLettering.DELIVERY_LIMIT);
        } else {
            cameBack.addLast(message);
        }
    }

    /** Whether a return counts towards the delivery limit. */
    enum DeliveryCount {
        COUNTED,
        NOT_COUNTED
    }

    /** Hands out what can be handed out, one consumer after the other, and looks after the head. */
    void pump() {
        expireHead();
        while (!isEmpty()) {
            SimChannel consumer = nextReady();
            if (consumer == null) {
                break;
            }
            consumer.deliver(removeHead());
            expireHead();
        }
        watchHead();
    }

    private @Nullable SimChannel nextReady() {
        for (int i = 0; i < consumers.size(); i++) {
            SimChannel consumer = consumers.get((turn + i) % consumers.size());
            if (consumer.hasRoom()) {
                turn = (turn + i + 1) % consumers.size();
                return consumer;
            }
        }
        return null;
    }

    private void expireHead() {
        for (Stored head = head(); head != null && head.isExpired(world.time().nanos()); head = head()) {
            deadLetter(removeHead(), DeadLettering.EXPIRED);
        }
    }

    private void watchHead() {
        Stored head = head();
        if (head != null && head.expiresAtNanos() != Stored.NEVER && head.expiresAtNanos() != watchedNanos) {
            watchedNanos = head.expiresAtNanos();
            world.agenda().at(watchedNanos, this::pump);
        }
    }

    /** A dead letter is kept here until its target has it, as at-least-once dead-lettering does. */
    private void deadLetter(Stored message, String reason) {
        if (deadLetterExchange == null) {
            deadLettering.dropped(this, message, reason);
            return;
        }
        String exchange = deadLetterExchange;
        leaving.add(message);
        toDeadLetterExchange.send(() -> {
            leaving.remove(message);
            deadLettering.pass(this, message, reason, exchange, keyFor(message));
        });
    }

    private String keyFor(Stored message) {
        return deadLetterKey == null ? message.routingKey() : deadLetterKey;
    }

    /** Dead-letters the first ready message with this id, as the broker does past the delivery limit; answers whether there was one. */
    boolean giveUpOn(String messageId) {
        Optional<Stored> found = take(messageId);
        found.ifPresent(message -> deadLetter(message, DeadLettering.DELIVERY_LIMIT));
        return found.isPresent();
    }

    /** Takes out the first ready message with this id. */
    Optional<Stored> take(String messageId) {
        Stored found = remove(cameBack, messageId);
        return Optional.ofNullable(found != null ? found : remove(waiting, messageId));
    }

    private static @Nullable Stored remove(Deque<Stored> from, String messageId) {
        for (Iterator<Stored> each = from.iterator(); each.hasNext(); ) {
            Stored message = each.next();
            if (message.id().equals(messageId)) {
                each.remove();
                return message;
            }
        }
        return null;
    }

    private @Nullable Stored head() {
        return cameBack.isEmpty() ? waiting.peekFirst() : cameBack.peekFirst();
    }

    /** Takes the first message out; not to be called on an empty queue. */
    Stored removeHead() {
        return cameBack.isEmpty() ? waiting.removeFirst() : cameBack.removeFirst();
    }

    boolean isEmpty() {
        return cameBack.isEmpty() && waiting.isEmpty();
    }

    void addConsumer(SimChannel consumer) {
        consumers.add(consumer);
        pump();
    }

    void removeConsumer(SimChannel consumer) {
        consumers.remove(consumer);
        turn = 0;
    }

    /** The channels that consume this queue now. */
    List<SimChannel> consumers() {
        return List.copyOf(consumers);
    }

    String name() {
        return name;
    }

    int ready() {
        return cameBack.size() + waiting.size();
    }

    /** The ready messages, first one first. */
    List<Stored> readyMessages() {
        List<Stored> all = new ArrayList<>(cameBack);
        all.addAll(waiting);
        return all;
    }

    /** Messages on their way to the dead-letter exchange; they still lie here. */
    List<Stored> leavingMessages() {
        return List.copyOf(leaving);
    }
}
