package dev.warren.deadletter;

import dev.warren.broker.BrowsableBroker;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.QueueLook.Taken;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.publish.ConfirmedSender;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.Delayed;
import dev.warren.wire.MessageWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks at dead letters, replays them and removes them, as an operator does by hand in the management page, but with a filter, and
 * surely: a letter leaves its queue only when the broker has confirmed its replay. A crash in between leaves it there, and its replay
 * runs once all the same, as both are one life of one job.
 *
 * <p>While a method works, others do not see the letters it holds (two desks at a queue see each a part). At most 16 MiB of them are in
 * memory, or 8 where those are larger. What was not removed is in the queue again afterwards, in the same order; with RabbitMQ before
 * 4.3 every look counts towards the queue's delivery limit, which Warren's topology sets to 1,000,000. Looks that last longer than the
 * broker's {@code consumer_timeout} (30 min) are ended by it, with a {@link DeskException}.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class DeadLetterDesk {
    private final BrowsableBroker broker;
    private final Topology topology;
    private final Optional<IdempotencyStore> store;
    private final Clock clock;
    private final Duration confirmWithin;

    private DeadLetterDesk(Builder settings) {
        broker = settings.broker;
        topology = settings.topology;
        store = settings.store;
        clock = settings.clock;
        confirmWithin = settings.confirmWithin;
    }

    /** Begins with the standard topology and no store. */
    public static Builder on(BrowsableBroker broker) {
        return new Builder(broker);
    }

    /**
     * Shows a page of a lane's dead letters, the oldest first, and leaves them where they are. With a store, letters whose job has gone on
     * since are left out; letters that are one are shown once.
     *
     * @param each is given each letter; it may keep what it needs of it
     * @throws dev.warren.broker.BrokerException when the broker or the queue can't be reached
     * @throws DeskException when that ends on the way
     */
    public Tally browse(LaneName lane, LetterFilter filter, Page page, Consumer<DeadLetter> each) {
        return Walk.through(
                broker,
                topology.deadQueue(lane),
                "listing",
                look -> new Browsing<>(readerOf(lane), sorter(filter), page, each));
    }

    /**
     * Gives the letters that are meant a new life: each is published to its lane, with confirm, and then removed. Superseded letters and
     * doubles that are meant are removed too.
     *
     * @throws dev.warren.broker.BrokerException when the broker or the queue can't be reached
     * @throws DeskException when that ends on the way, or a replay is not confirmed; its letter stays
     */
    public Tally replay(LaneName lane, LetterFilter filter, Removal removal) {
        try (ConfirmedSender sender = DeskSender.open(broker, confirmWithin, topology.queue(lane))) {
            return clear(lane, filter, removal, "replay", letter -> sender.send(replayOf(letter, removal.delay())));
        }
    }

    /**
     * Removes the letters that are meant for good.
     *
     * @throws dev.warren.broker.BrokerException when the broker or the queue can't be reached
     * @throws DeskException when that ends on the way
     */
    public Tally purge(LaneName lane, LetterFilter filter, Removal removal) {
        return clear(lane, filter, removal, "purge", letter -> CompletableFuture.completedFuture(null));
    }

    private Tally clear(
            LaneName lane,
            LetterFilter filter,
            Removal removal,
            String work,
            Function<DeadLetter, CompletableFuture<Void>> way) {
        Pace pace = Pace.byTheMachine(removal.perSecond());
        SavedExit exit = new SavedExit(removal.archive(), way);
        return Walk.through(
                broker,
                topology.deadQueue(lane),
                work,
                look -> new Clearing<>(look, readerOf(lane), sorter(filter), removal, exit, pace));
    }

    private Function<Taken, DeadLetter> readerOf(LaneName lane) {
        LetterReader reader = new LetterReader(clock);
        return taken -> reader.read(taken.message(), lane);
    }

    private Sorter sorter(LetterFilter filter) {
        return new Sorter(filter, store, topology.namespace());
    }

    private Publication replayOf(DeadLetter letter, Duration delay) {
        LaneName lane = letter.lane();
        String reason = letter.note().reason();
        String key = letter.job().map(job -> job.type().value()).orElse("unread");
        if (delay.isZero()) {
            Message message = MessageWriter.replayed(letter.message(), reason, Optional.empty());
            return new Publication(topology.exchange(lane), key, message);
        }
        Message message = MessageWriter.replayed(
                letter.message(), reason, Optional.of(clock.instant().plus(delay)));
        return Delayed.after(delay, topology, lane, key, message);
    }

    private record SavedExit(Archive archive, Function<DeadLetter, CompletableFuture<Void>> way)
            implements Clearing.Exit<DeadLetter> {
        @Override
        public void save(DeadLetter letter) {
            archive.save(letter);
        }

        @Override
        public void secure() {
            archive.secure();
        }

        @Override
        public CompletableFuture<Void> leave(DeadLetter letter) {
            return way.apply(letter);
        }
    }

    /** Settings of a desk. */
    public static final class Builder {
        private final BrowsableBroker broker;
        private Topology topology = Topology.standard();
        private Optional<IdempotencyStore> store = Optional.empty();
        private Clock clock = Clock.systemUTC();
        private Duration confirmWithin = Duration.ofSeconds(15);

        private Builder(BrowsableBroker broker) {
            this.broker = broker;
        }

        /** Whose dead letters; default {@link Topology#standard()}. */
        public Builder topology(Topology own) {
            topology = own;
            return this;
        }

        /** The store of the workers, to know superseded letters by; default none. It is only read, and not closed. */
        public Builder store(IdempotencyStore workers) {
            store = Optional.of(workers);
            return this;
        }

        /** The clock for delays; default the system's. */
        public Builder clock(Clock own) {
            clock = own;
            return this;
        }

        /** How long a replay may wait for its confirm, reconnects included; from 10 ms, default 15 s. */
        public Builder confirmWithin(Duration time) {
            confirmWithin = time;
            return this;
        }

        /** The desk; nothing is connected yet. */
        public DeadLetterDesk build() {
            return new DeadLetterDesk(this);
        }
    }
}
