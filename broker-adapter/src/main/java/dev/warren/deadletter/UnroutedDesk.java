package dev.warren.deadletter;

import dev.warren.broker.BrowsableBroker;
import dev.warren.broker.Publication;
import dev.warren.broker.QueueLook.Taken;
import dev.warren.deadletter.UnroutedMessage.Home;
import dev.warren.publish.ConfirmedSender;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.MessageWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks at the messages that no queue would have, and sends them to where they belong. Works as {@link DeadLetterDesk} does: a message
 * leaves only when the broker has confirmed it elsewhere. Immutable, and safe for use by several threads.
 */
public final class UnroutedDesk {
    private final BrowsableBroker broker;
    private final Topology topology;
    private final Homes homes;
    private final Duration confirmWithin;

    /**
     * A desk; nothing is connected yet.
     *
     * @param confirmWithin how long a message may wait for its confirm, from 10 ms
     */
    public UnroutedDesk(BrowsableBroker broker, Topology topology, Duration confirmWithin) {
        this.broker = broker;
        this.topology = topology;
        this.homes = new Homes(topology);
        this.confirmWithin = confirmWithin;
    }

    /**
     * Shows a page of the unrouted messages, the oldest first, and leaves them where they are.
     *
     * @throws dev.warren.broker.BrokerException when the broker or the queue can't be reached
     * @throws DeskException when that ends on the way
     */
    public Tally browse(Predicate<UnroutedMessage> meant, Page page, Consumer<UnroutedMessage> each) {
        return Walk.through(
                broker,
                topology.unroutedQueue(),
                "listing",
                look -> new Browsing<>(this::read, sorter(meant), page, each));
    }

    /**
     * Sends each message that is meant to its home, by the exchange it was published to: a job and a retry to their lane, a dead letter to
     * its lane's dead letters. One whose home is not known stays: matched, and not done. A queue that is still missing ends the work.
     *
     * @throws dev.warren.broker.BrokerException when the broker or the queue can't be reached
     * @throws DeskException when that ends on the way, or a message is not confirmed; it stays
     */
    public Tally sendHome(Predicate<UnroutedMessage> meant, Removal removal) {
        return send(meant, removal, UnroutedMessage::home);
    }

    /** Sends each message that is meant to a lane; a dead letter among them begins a new life there. Otherwise as {@link #sendHome}. */
    public Tally sendTo(LaneName lane, Predicate<UnroutedMessage> meant, Removal removal) {
        Home home = homes.in(lane);
        return send(meant, removal, message -> Optional.of(home));
    }

    private Tally send(
            Predicate<UnroutedMessage> meant, Removal removal, Function<UnroutedMessage, Optional<Home>> homeOf) {
        Pace pace = Pace.byTheMachine(removal.perSecond());
        Function<UnroutedMessage, Sort> sorter = message ->
                !meant.test(message) ? Sort.NOT_MEANT : homeOf.apply(message).isPresent() ? Sort.MEANT : Sort.HOMELESS;
        try (HomeSenders senders = new HomeSenders(broker, confirmWithin)) {
            HomeExit exit = new HomeExit(senders, homeOf);
            return Walk.through(
                    broker,
                    topology.unroutedQueue(),
                    "replay",
                    look -> new Clearing<>(look, this::read, sorter, removal, exit, pace));
        }
    }

    private UnroutedMessage read(Taken taken) {
        return new UnroutedMessage(
                taken.exchange(), taken.routingKey(), homes.of(taken.exchange(), taken.routingKey()), taken.message());
    }

    private static Function<UnroutedMessage, Sort> sorter(Predicate<UnroutedMessage> meant) {
        return message -> meant.test(message) ? Sort.MEANT : Sort.NOT_MEANT;
    }

    private record HomeExit(HomeSenders senders, Function<UnroutedMessage, Optional<Home>> homeOf)
            implements Clearing.Exit<UnroutedMessage> {
        @Override
        public void save(UnroutedMessage message) {}

        @Override
        public void secure() {}

        @Override
        public CompletableFuture<Void> leave(UnroutedMessage message) {
            Home home = homeOf.apply(message).orElseThrow();
            return senders.to(home)
                    .send(new Publication(
                            home.exchange(), home.routingKey(), MessageWriter.rerouted(message.message())));
        }
    }

    /** A sender for each home, as each has its own queue to make sure of; at most two for a lane. */
    private static final class HomeSenders implements AutoCloseable {
        private final BrowsableBroker broker;
        private final Duration confirmWithin;
        private final Map<Home, ConfirmedSender> senders = new HashMap<>();

        HomeSenders(BrowsableBroker broker, Duration confirmWithin) {
            this.broker = broker;
            this.confirmWithin = confirmWithin;
        }

        ConfirmedSender to(Home home) {
            return senders.computeIfAbsent(home, one -> DeskSender.open(broker, confirmWithin, one.queue()));
        }

        @Override
        public void close() {
            senders.values().forEach(ConfirmedSender::close);
        }
    }
}
