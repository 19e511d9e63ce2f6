package dev.warren.consume;

import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.broker.Message;

/**
 * A message in this worker's hands, until it is acked or its channel is gone. An ack belongs to the very channel that delivered it: after
 * a reconnect the old tag is worthless, and the broker delivers the message again.
 */
final class Delivery {
    private final LaneConsumer source;
    private final long tag;
    private final Redelivery redelivery;
    private final Message message;

    /** Where its ack stands; used by the source alone, under its lock. */
    private AckState ackState = AckState.OPEN;

    enum AckState {
        OPEN,
        FINISHED,
        ACKED
    }

    Delivery(LaneConsumer source, long tag, Redelivery redelivery, Message message) {
        this.source = source;
        this.tag = tag;
        this.redelivery = redelivery;
        this.message = message;
    }

    LaneConsumer source() {
        return source;
    }

    long tag() {
        return tag;
    }

    Redelivery redelivery() {
        return redelivery;
    }

    Message message() {
        return message;
    }

    AckState ackState() {
        return ackState;
    }

    void ackState(AckState state) {
        ackState = state;
    }
}
