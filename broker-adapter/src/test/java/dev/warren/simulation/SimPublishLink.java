package dev.warren.simulation;

import dev.warren.broker.BrokerException;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import java.util.List;

/** A link for publishing: the publications go one way, confirms and returns the other. */
final class SimPublishLink extends SimLink implements PublishLink {
    private final Listener listener;
    private final Pipe toBroker;
    private final Pipe toClient;
    private final Confirms confirms;
    private long nextNumber = 1;
    private boolean told;

    SimPublishLink(SimBroker broker, String client, String name, Listener listener) {
        super(broker, client, name, listener::closed);
        this.listener = listener;
        toBroker = new Pipe(world);
        toClient = new Pipe(world);
        confirms = new Confirms(world, toClient, listener, this);
    }

    @Override
    public long nextNumber() {
        return nextNumber;
    }

    @Override
    public void publish(Publication publication) {
        long number = nextNumber++;
        if (isOver()) {
            throw new BrokerException("the link broke while publishing: " + this, null);
        }
        if (carries()) {
            toBroker.send(() -> arrived(number, publication));
        }
    }

    private void arrived(long number, Publication publication) {
        String exchange = publication.exchange();
        if (!broker.routes().hasExchange(exchange)) {
            closeByBroker("404 NOT_FOUND - no exchange '" + exchange + "' in vhost '/'");
        } else if (broker.refusesNextOf(client)) {
            refuse(number, publication);
        } else {
            take(number, publication);
        }
        broker.blockedBy().ifPresent(this::block);
    }

    private void take(long number, Publication publication) {
        if (store(publication) == 0 && publication.care() == Publication.Care.KEPT) {
            returned(publication);
        }
        confirms.take(number);
    }

    private int store(Publication publication) {
        List<String> targets = broker.targets(publication.exchange(), publication.routingKey());
        for (String target : targets) {
            broker.queue(target).add(publication.exchange(), publication.routingKey(), publication.message());
        }
        return targets.size();
    }

    /** One of several copies of a queue may have it in spite of the refusal. */
    private void refuse(long number, Publication publication) {
        world.history().note("refuse", this, number);
        if (world.chance().oneIn(2)) {
            store(publication);
        }
        confirms.refuse(number);
    }

    private void returned(Publication publication) {
        String id = publication.message().properties().messageId();
        Returned returned =
                new Returned(publication.exchange(), publication.routingKey(), id == null ? "" : id, "NO_ROUTE");
        world.history().note("return", this, returned);
        if (carries()) {
            toClient.send(() -> listener.returned(returned));
        }
    }

    /** The broker notices that a connection publishes with its first publication, and reads no more from it. */
    private void block(String reason) {
        toBroker.hold();
        if (!told && carries()) {
            told = true;
            toClient.send(() -> listener.blocked(reason));
        }
    }

    void unblock() {
        toBroker.release();
        if (told && carries()) {
            toClient.send(listener::unblocked);
        }
        told = false;
    }

    void withholdConfirms() {
        confirms.withhold();
    }

    void releaseConfirms() {
        confirms.release();
    }

    @Override
    public void requireQueue(String queue) {
        requireAnswer("the queue " + queue + " could not be looked for");
        if (!broker.hasQueue(queue)) {
            throw new BrokerException("the queue " + queue + " is not there; declare the topology first", null);
        }
    }

    @Override
    void loseFrames(Cut.Frames frames) {
        toBroker.loseAllBut(keptOf(toBroker, frames));
        toClient.loseAllBut(keptOf(toClient, frames));
    }

    /** A broker that still reads frames of a link that is gone takes them; only its answers are lost. */
    @Override
    void endAtBroker(long delayNanos) {
        toBroker.send(delayNanos, this::endedAtBroker);
    }

    @Override
    void endAtClient(long delayNanos, String cause) {
        toClient.send(delayNanos, () -> ended(cause));
    }
}
