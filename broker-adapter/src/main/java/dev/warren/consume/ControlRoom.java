package dev.warren.consume;

import dev.warren.broker.ConsumeLink;
import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.broker.Message;
import dev.warren.idempotency.JobKey;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's talk with the other workers, so that no lane is served from two stores. It listens on a queue of its own, says hello to
 * all, and hears from those who are there. Of two workers at least one hears the other's hello, for each listens before it says its own.
 * Whoever is answered by one that it did not hear was later and yields; where both heard each other, the one with the greater id yields.
 * Used by the session's turns, save that messages come on the link's threads.
 */
final class ControlRoom implements ConsumeLink.Consumer {
    private static final Logger log = LoggerFactory.getLogger(ControlRoom.class);

    /** How long to wait for answers of those who consume the same lanes. One that comes later counts all the same. */
    private static final Duration MOST_WAIT = Duration.ofSeconds(1);

    private static final int PREFETCH = 100;

    private final Announcement mine;
    private final WorkerParts parts;
    private final ControlMessages messages;
    private final Outbox outbox;
    private final RecentNames rivals;
    private final Consumer<JobKey> onCancel;
    private final Consumer<String> onEnd;
    private final Mailbox<Said> said = new Mailbox<>();
    private final Pause wait;
    private final RecentNames newcomers = new RecentNames();
    private final Map<String, Long> unheard = new HashMap<>(); // consumers of a lane that have not answered yet
    private @Nullable Subscription subscription;

    private record Said(long tag, Message message) {}

    /**
     * A room to be entered.
     *
     * @param rivals the workers of other stores that were logged, by this session or one before
     * @param onCancel told which jobs are said to be cancelled
     * @param onEnd told when this worker can't listen any more
     */
    ControlRoom(
            Announcement mine,
            WorkerParts parts,
            Outbox outbox,
            RecentNames rivals,
            Runnable wake,
            Consumer<JobKey> onCancel,
            Consumer<String> onEnd) {
        this.mine = mine;
        this.parts = parts;
        this.messages = new ControlMessages(parts.settings().topology());
        this.outbox = outbox;
        this.rivals = rivals;
        this.onCancel = onCancel;
        this.onEnd = onEnd;
        this.wait = new Pause(parts.nanos());
        said.onFilled(wake);
    }

    /** Listens, then says hello. What is published here goes by the publishing link: the broker blocks links that publish. */
    void enter(ConsumeLink link) {
        link.declareWorkerQueue(parts.settings().topology(), mine.address());
        String queue = parts.settings().topology().workerQueue(mine.address());
        subscription = link.subscribe(queue, PREFETCH, this);
        subscription.start();
        for (LaneName lane : parts.settings().lanes()) {
            long consumers = link.consumers(parts.settings().topology().queue(lane));
            if (consumers > 0) {
                unheard.put(lane.value(), consumers);
            }
        }
        wait.begin(MOST_WAIT);
        outbox.send(messages.hello(mine)).exceptionally(ControlRoom::notSent);
    }

    private static @Nullable Void notSent(Throwable failure) {
        log.debug("not said to the other workers: {}", failure.getMessage());
        return null;
    }

    /** How long still to wait for those who consume the same lanes; zero when all have answered, or never will. */
    Duration untilAnswered() {
        return unheard.isEmpty() ? Duration.ZERO : wait.left();
    }

    @Override
    public void delivered(long tag, Redelivery redelivery, Message message) {
        said.put(new Said(tag, message));
    }

    @Override
    public void cancelled(String cause) {
        onEnd.accept("the worker can't hear the others any more: " + cause);
    }

    /** Takes in what was said since the last time; answers the conflict for which this worker must not consume. */
    Optional<StoreConflict> listen() {
        Optional<StoreConflict> toYieldTo = Optional.empty();
        for (Said each : said.takeAll()) {
            toYieldTo = toYieldTo.or(() -> hear(each.message()));
            if (subscription != null) {
                subscription.ack(each.tag());
            }
        }
        return toYieldTo;
    }

    private Optional<StoreConflict> hear(Message message) {
        String type = String.valueOf(message.properties().type());
        switch (type) {
            case ControlMessages.HELLO -> messages.read(message).ifPresent(this::greeted);
            case ControlMessages.HERE -> {
                return messages.read(message).flatMap(this::answered);
            }
            case ControlMessages.CANCEL -> messages.readCancel(message).ifPresent(onCancel);
            default -> log.debug("ignores a control message of the unknown type {}", type);
        }
        return Optional.empty();
    }

    private void greeted(Announcement theirs) {
        if (theirs.worker().equals(mine.worker())) {
            return; // this hello came back, or an earlier session's
        }
        newcomers.add(theirs.worker());
        outbox.send(messages.here(mine, theirs)).exceptionally(ControlRoom::notSent);
        StoreConflict.of(mine, theirs).ifPresent(this::sayOnce);
    }

    private void sayOnce(StoreConflict conflict) {
        if (rivals.add(conflict.theirs().worker())) {
            log.error(
                    "another worker has started that must not run beside this one; the later one yields: {}",
                    conflict.sentence());
        }
    }

    private Optional<StoreConflict> answered(Announcement theirs) {
        theirs.lanes().forEach(lane -> unheard.computeIfPresent(lane, (name, left) -> left > 1 ? left - 1 : null));
        return StoreConflict.of(mine, theirs)
                .filter(conflict -> !newcomers.contains(theirs.worker()) || conflict.isMineToYield());
    }
}
