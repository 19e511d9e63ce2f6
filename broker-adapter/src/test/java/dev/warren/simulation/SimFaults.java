package dev.warren.simulation;

import java.util.Map;
import java.util.function.Consumer;

/** What may go wrong at the broker and on the way to it, and what operators do there. A client is named as in {@link SimBroker#as}. */
final class SimFaults {
    private final SimBroker broker;
    private final DeadLettering deadLettering;
    private final World world;

    SimFaults(SimBroker broker, DeadLettering deadLettering) {
        this.broker = broker;
        this.deadLettering = deadLettering;
        this.world = broker.world();
    }

    /** Which links of a client. */
    enum Links {
        PUBLISH,
        CONSUME,
        BOTH
    }

    /** Cuts links as chance will have it. */
    void cut(String client, Links which) {
        cut(client, which, Cut.any(world.chance()));
    }

    void cut(String client, Links which, Cut how) {
        for (SimLink link : broker.links()) {
            if (link.client.equals(client) && concerns(which, link)) {
                link.cut(how);
            }
        }
    }

    private static boolean concerns(Links which, SimLink link) {
        return switch (which) {
            case PUBLISH -> link instanceof SimPublishLink;
            case CONSUME -> link instanceof SimConsumeLink;
            case BOTH -> true;
        };
    }

    /** The broker crashes: every link breaks, what had not arrived is lost, and what was confirmed is there when it is back. */
    void crash() {
        world.history().note("the broker crashes");
        for (SimLink link : broker.links()) {
            link.cut(Cut.at(world.chance(), Cut.Frames.LOST));
        }
    }

    /** From now on a client can't connect; its open links live on. */
    void unreachable(String client) {
        world.history().note("unreachable for", client);
        broker.client(client).unreachable(true);
    }

    void reachable(String client) {
        world.history().note("reachable for", client);
        broker.client(client).unreachable(false);
    }

    /** From now on nothing is confirmed on the client's open publish links; a new link confirms again. */
    void withholdConfirms(String client) {
        world.history().note("withhold confirms of", client);
        publishLinks(client, SimPublishLink::withholdConfirms);
    }

    /** What was withheld on links that still live is confirmed. */
    void releaseConfirms(String client) {
        world.history().note("release confirms of", client);
        publishLinks(client, SimPublishLink::releaseConfirms);
    }

    /** The broker refuses the next publications of a client. */
    void refuse(String client, int publications) {
        broker.client(client).refuse(publications);
    }

    /** The broker hands nothing out to a client, whose links live on. */
    void pauseDeliveries(String client) {
        world.history().note("pause deliveries to", client);
        broker.client(client).paused(true);
    }

    void resumeDeliveries(String client) {
        world.history().note("resume deliveries to", client);
        broker.client(client).paused(false);
        broker.queues().values().forEach(SimQueue::pump);
    }

    /** The broker reads no more from whoever publishes. */
    void block(String reason) {
        world.history().note("block publishing", reason);
        broker.blockedBy(reason);
    }

    void unblock() {
        world.history().note("unblock publishing");
        broker.blockedBy(null);
        for (SimLink link : broker.links()) {
            if (link instanceof SimPublishLink publishing) {
                publishing.unblock();
            }
        }
    }

    private void publishLinks(String client, Consumer<SimPublishLink> action) {
        for (SimLink link : broker.links()) {
            if (link.client.equals(client) && link instanceof SimPublishLink publishing) {
                action.accept(publishing);
            }
        }
    }

    /** The consumers of a queue are cancelled, as when its leader moves. */
    void cancelConsumers(String queue) {
        world.history().note("cancel consumers of", queue);
        broker.queue(queue).consumers().forEach(SimChannel::cancelByBroker);
    }

    /** The next dead letters arrive twice. */
    void doubleDeadLetters(int messages) {
        deadLettering.doubleNext(messages);
    }

    /** Dead-letters a ready message as the broker does past the delivery limit; answers whether there was such a one. */
    boolean giveUpOn(String queue, String messageId) {
        world.history().note("give up on", messageId, "in", queue);
        return broker.queue(queue).giveUpOn(messageId);
    }

    /**
     * Moves all ready messages to another queue as "Move messages" of the management page does: by the default exchange, with headers as
     * they are and the delivery count among them; a queue that does not exist is made.
     */
    int move(String from, String to) {
        world.history().note("move", from, "to", to);
        broker.declareQueue(to, Map.of());
        SimQueue source = broker.queue(from);
        int moved = source.ready();
        for (int left = moved; left > 0; left--) {
            broker.queue(to)
                    .add(Routes.DEFAULT_EXCHANGE, to, source.removeHead().delivered());
        }
        return moved;
    }

    /** The same for one message, by hand: "Get message" and "Publish message"; answers whether there was such a one. */
    boolean moveOne(String messageId, String from, String to) {
        world.history().note("move", messageId, "from", from, "to", to);
        return broker.queue(from)
                .take(messageId)
                .map(message -> {
                    broker.queue(to).add(Routes.DEFAULT_EXCHANGE, to, message.delivered());
                    return true;
                })
                .orElse(false);
    }
}
