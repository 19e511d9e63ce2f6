package dev.warren.deadletter;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MessageWriter;
import java.time.Instant;

/** Makes dead letters, addressed to their lane's dead-letter queue. */
public final class DeadLetters {
    private final Topology topology;
    private final String worker;

    /**
     * Dead letters of one worker.
     *
     * @param topology where they go
     * @param worker the name in their header {@code dead-worker}
     */
    public DeadLetters(Topology topology, String worker) {
        this.topology = topology;
        this.worker = worker;
    }

    /** The dead letter of a job that was given up on. */
    public Publication of(JobMessage job, Decision.Dead decision, LaneName lane) {
        return to(lane, MessageWriter.dead(job, decision, lane.value(), worker));
    }

    /** The dead letter of a message that breaks the wire format; its bytes stay as they came. */
    public Publication ofMalformed(Message message, String sentence, LaneName lane, Instant now) {
        Failure failure = Failure.sentence("malformed", sentence);
        Decision.Dead decision = new Decision.Dead(DeadReason.MALFORMED, failure, 1, now);
        return to(lane, MessageWriter.deadUnread(message, decision, lane.value(), worker));
    }

    private Publication to(LaneName lane, Message message) {
        return new Publication(topology.deadExchange(), lane.value(), message);
    }
}
