package dev.warren.simulation;

import dev.warren.broker.BrokerException;
import java.util.function.Consumer;

/**
 * What both kinds of link share: how they end. The two sides learn of an end at times of their own. Until the client knows, what it
 * writes goes nowhere; until the broker knows, it keeps what it handed out, and hands out more.
 */
abstract class SimLink {
    static final String CLOSED_BY_US = "closed by us";

    final SimBroker broker;
    final World world;
    final String client;
    private final String name;
    private final Consumer<String> closed;
    private boolean severed;
    private boolean closedByClient;
    private boolean over;
    private boolean overAtBroker;

    SimLink(SimBroker broker, String client, String name, Consumer<String> closed) {
        this.broker = broker;
        this.world = broker.world();
        this.client = client;
        this.name = name;
        this.closed = closed;
    }

    /** The broker's side ends after a while: what was handed out goes back. */
    abstract void endAtBroker(long delayNanos);

    /** The client's side ends after a while: nothing comes after that. */
    abstract void endAtClient(long delayNanos, String cause);

    /** Loses frames that are under way. */
    abstract void loseFrames(Cut.Frames frames);

    void cut(Cut cut) {
        if (severed) {
            return;
        }
        severed = true;
        world.history().note("cut", this, cut);
        loseFrames(cut.frames());
        endAtBroker(cut.brokerNoticesAfterNanos());
        endAtClient(cut.clientNoticesAfterNanos(), "connection reset");
    }

    /** The broker ends the link with an error. */
    void closeByBroker(String cause) {
        if (severed) {
            return;
        }
        severed = true;
        world.history().note("the broker closes", this, cause);
        endAtBroker(0);
        endAtClient(world.chance().latencyNanos(), cause);
    }

    /** The client ends the link; what it wrote before arrives. */
    public void close() {
        closedByClient = true;
        if (severed) {
            return;
        }
        severed = true;
        world.history().note("close", this);
        endAtBroker(world.chance().latencyNanos());
        endAtClient(world.chance().latencyNanos(), CLOSED_BY_US);
    }

    /** The client learns of the end. */
    final void ended(String cause) {
        if (!over) {
            over = true;
            world.history().note("ended", this, cause);
            forgetIfOver();
            closed.accept(cause);
        }
    }

    /** The broker learns of the end. */
    final void endedAtBroker() {
        overAtBroker = true;
        forgetIfOver();
    }

    private void forgetIfOver() {
        if (over && overAtBroker) {
            broker.forget(this);
        }
    }

    /** Whether frames still go from one side to the other. */
    final boolean carries() {
        return !severed;
    }

    /** Whether the client knows that the link is gone. */
    final boolean isOver() {
        return over || closedByClient;
    }

    /** A question that waits for its answer: over a severed link it fails. */
    final void requireAnswer(String question) {
        if (severed) {
            throw new BrokerException(question + ": no answer over " + name, null);
        }
    }

    final int keptOf(Pipe pipe, Cut.Frames frames) {
        return switch (frames) {
            case LOST -> 0;
            case ARRIVE -> pipe.underWay();
            case SOME_ARRIVE -> world.chance().below(pipe.underWay() + 1);
        };
    }

    @Override
    public final String toString() {
        return name;
    }
}
