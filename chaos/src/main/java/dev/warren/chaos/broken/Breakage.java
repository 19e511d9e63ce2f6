package dev.warren.chaos.broken;

import dev.warren.broker.Broker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.TransactionalStore;

/** Ways to break Warren from outside, each of which the suite must find out. */
public enum Breakage {
    /** As it is. */
    NONE,
    /** Deliveries are acked before anything is done with them. */
    ACK_BEFORE_WORK,
    /** What is published counts as confirmed at once. */
    NO_CONFIRMS,
    /** Ends and retries are recorded as settled before what follows from them is published. */
    FINAL_BEFORE_PUBLISH;

    /** The broker, as a broken product would use it. */
    public Broker broker(Broker right) {
        return switch (this) {
            case NONE, FINAL_BEFORE_PUBLISH -> right;
            case ACK_BEFORE_WORK -> new EarlyAcks(right);
            case NO_CONFIRMS -> new EarlyConfirms(right);
        };
    }

    /** The store, as a broken product would use it. */
    public IdempotencyStore store(IdempotencyStore right) {
        if (this != FINAL_BEFORE_PUBLISH) {
            return right;
        }
        return right instanceof TransactionalStore transactional
                ? new EarlyMarks.InTransactions(transactional)
                : new EarlyMarks(right);
    }
}
