package dev.warren.deadletter;

import dev.warren.broker.Message;
import dev.warren.topology.LaneName;
import dev.warren.wire.DeathNote;
import dev.warren.wire.JobMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message in a lane's dead-letter queue: a job that a worker gave up on, one that the broker gave up on, or somebody else's message.
 *
 * @param lane the lane whose dead letter it is
 * @param note what its headers tell of its death
 * @param job the job in it, where it is one
 * @param flaw what keeps it from being read as a job, where it is none
 * @param payload the payload, uncompressed and out of its envelope where it can be, else the body as it came
 * @param message the message, with all of its headers
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record DeadLetter(
        LaneName lane,
        DeathNote note,
        Optional<JobMessage> job,
        Optional<String> flaw,
        byte[] payload,
        Message message) {

    /** The job's id, if it has one of its own. */
    public Optional<String> id() {
        Optional<String> ofTheMessage =
                Optional.ofNullable(message.properties().messageId()).filter(id -> !id.isEmpty());
        return ofTheMessage.or(() -> job.filter(read -> read.identity() == JobMessage.Identity.GIVEN)
                .map(read -> read.id().value()));
    }

    /** The job type; empty for what is no job. */
    public Optional<String> type() {
        Optional<String> ofTheMessage =
                Optional.ofNullable(message.properties().type()).filter(type -> !type.isEmpty());
        return job.map(read -> read.type().value()).or(() -> ofTheMessage);
    }

    /** The payload as text, if it is UTF-8. */
    public Optional<String> payloadText() {
        String text = new String(payload, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), payload) ? Optional.of(text) : Optional.empty();
    }
}
