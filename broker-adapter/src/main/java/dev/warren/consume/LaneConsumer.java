package dev.warren.consume;

import dev.warren.broker.ConsumeLink;
import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.broker.Message;
import dev.warren.topology.LaneName;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One lane's channel in one session. A new session has new ones; what an old one delivered can't be acked any more. */
final class LaneConsumer implements ConsumeLink.Consumer {
    private final LaneName lane;
    private final int prefetch;
    private final Inbox inbox;
    private final Consumer<String> onEnd;
    private final AckTracker acks = new AckTracker();
    private volatile @Nullable Subscription subscription;
    private volatile boolean gone;
    private volatile long delivered;

    LaneConsumer(LaneName lane, int prefetch, Inbox inbox, Consumer<String> onEnd) {
        this.lane = lane;
        this.prefetch = prefetch;
        this.inbox = inbox;
        this.onEnd = onEnd;
    }

    LaneName lane() {
        return lane;
    }

    void subscribe(ConsumeLink link, String queue) {
        Subscription mine = link.subscribe(queue, prefetch, this);
        subscription = mine; // known before the first delivery, which may be done before the start is
        mine.start();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // a channel delivers on one thread at a time; others only read
    public void delivered(long tag, Redelivery redelivery, Message message) {
        Delivery delivery = new Delivery(this, tag, redelivery, message);
        acks.delivered(delivery);
        delivered++;
        inbox.put(delivery);
    }

    @Override
    public void cancelled(String cause) {
        gone = true;
        onEnd.accept("the consumer of lane " + lane + " ended: " + cause);
    }

    /** Marks the end of the session: its deliveries come again by the next one. */
    void end() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    void stopTaking() {
        if (!gone) {
            subscription().cancel();
        }
    }

    /** Lets a delivery be acked at the next flush. */
    void finished(Delivery delivery) {
        acks.finished(delivery);
    }

    /** Hands a delivery back to its queue, for another worker. */
    void giveBack(Delivery delivery) {
        if (!gone) {
            acks.giveBack(delivery, subscription());
        }
    }

    void flush(AckTracker.Flush flush) {
        if (!gone) {
            acks.flush(subscription(), flush, prefetch / 4);
        }
    }

    private Subscription subscription() {
        return Objects.requireNonNull(subscription, "nothing is delivered or ended before it is subscribed");
    }

    /** How many deliveries there have been. */
    long delivered() {
        return delivered;
    }

    /** How many deliveries are in hand, not finished. */
    int inHand() {
        return acks.open();
    }

    boolean isFull() {
        return inHand() >= prefetch;
    }
}
