package dev.warren.topology.declare;

import dev.warren.WarrenException;
import dev.warren.topology.declare.Amqp.Refusal;

/**
 * A quorum queue is there and does not answer: it has no leader, because the broker has just started or too few of its nodes are up.
 * Connect again and retry after a few seconds. The broker closes the connection on which this is found out.
 */
public final class QueueNotReadyException extends WarrenException {
    private static final long serialVersionUID = 1L;

    private final String queue;

    QueueNotReadyException(String queue, Exception cause) {
        super(
                "queue '" + queue + "' is declared but does not answer ("
                        + Amqp.refusal(cause).map(Refusal::text).orElseGet(cause::toString)
                        + "): it probably has no leader yet. Connect again and retry in a few seconds; if it stays so, look at"
                        + " 'rabbitmq-queues quorum_status " + queue + "' and start the nodes that hold it",
                cause);
        this.queue = queue;
    }

    /** The queue that does not answer. */
    public String queue() {
        return queue;
    }
}
