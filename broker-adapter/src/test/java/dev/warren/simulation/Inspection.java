package dev.warren.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What lies where in the broker at this moment. What is still under way to it does not count. */
final class Inspection {
    private final SimBroker broker;

    Inspection(SimBroker broker) {
        this.broker = broker;
    }

    /**
     * A message in a queue.
     *
     * @param queue which queue
     * @param message the message
     * @param place what it does there
     * @param link who has it, when it is unacked; else empty
     */
    record Held(String queue, Stored message, Place place, String link) {
        String id() {
            return message.id();
        }

        @Nullable
        Object header(String name) {
            return message.message().properties().headers().get(name);
        }

        /** The life it belongs to, 0 when it has no such header. */
        int life() {
            return number("life", 0);
        }

        /** The run it is for, 1 when it has no such header. */
        int run() {
            return number("run", 1);
        }

        private int number(String name, int absent) {
            Object value = header(name);
            return value == null ? absent : Integer.parseInt(value.toString());
        }

        @Override
        public String toString() {
            return id() + " life " + life() + " run " + run() + " " + place + " in " + queue
                    + (link.isEmpty() ? "" : " at " + link);
        }
    }

    /** What a message does in its queue. */
    enum Place {
        READY,
        UNACKED,
        /** On its way to the dead-letter exchange. */
        LEAVING
    }

    /** How many messages a queue has. */
    record Counts(int ready, int unacked, int leaving) {
        int all() {
            return ready + unacked + leaving;
        }
    }

    /** Every message in every queue. */
    List<Held> all() {
        List<Held> all = new ArrayList<>();
        for (SimQueue queue : broker.queues().values()) {
            for (Stored message : queue.readyMessages()) {
                all.add(new Held(queue.name(), message, Place.READY, ""));
            }
            for (Stored message : queue.leavingMessages()) {
                all.add(new Held(queue.name(), message, Place.LEAVING, ""));
            }
        }
        addUnacked(all);
        return all;
    }

    private void addUnacked(List<Held> all) {
        for (SimLink link : broker.links()) {
            if (link instanceof SimConsumeLink consuming) {
                for (SimChannel channel : consuming.channels()) {
                    for (Stored message : channel.unacked().values()) {
                        all.add(new Held(channel.queue().name(), message, Place.UNACKED, link.toString()));
                    }
                }
            }
        }
    }

    /** The same by message id; those without one share the empty id. */
    Map<String, List<Held>> byId() {
        Map<String, List<Held>> byId = new LinkedHashMap<>();
        for (Held held : all()) {
            byId.computeIfAbsent(held.id(), id -> new ArrayList<>()).add(held);
        }
        return byId;
    }

    /** All that lies in one queue. */
    List<Held> in(String queue) {
        List<Held> there = all();
        there.removeIf(held -> !held.queue().equals(queue));
        return there;
    }

    Counts counts(String queue) {
        SimQueue there = broker.queue(queue);
        int unacked = 0;
        for (Held held : in(queue)) {
            unacked += held.place() == Place.UNACKED ? 1 : 0;
        }
        return new Counts(there.ready(), unacked, there.leavingMessages().size());
    }

    /** The ids in a queue's ready messages, first one first. */
    List<String> ready(String queue) {
        List<String> ids = new ArrayList<>();
        broker.queue(queue).readyMessages().forEach(message -> ids.add(message.id()));
        return ids;
    }

    /** All that lies elsewhere than in these queues. */
    List<Held> outside(List<String> queues) {
        List<Held> others = all();
        others.removeIf(held -> queues.contains(held.queue()));
        return others;
    }
}
