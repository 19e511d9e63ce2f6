package dev.warren.consume;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.JobKey;
import dev.warren.job.JobTypeName;
import dev.warren.topology.Topology;
import dev.warren.wire.CancelNote;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.WireLimits;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announcements as messages: the property {@code type} says what it is, the body is JSON. Others may have any type; see the wire format. */
final class ControlMessages {
    private static final Logger log = LoggerFactory.getLogger(ControlMessages.class);

    /** To all: a worker starts a session. */
    static final String HELLO = "warren.hello";

    /** To the one who said hello: a worker that was there. */
    static final String HERE = "warren.here";

    /** To all: a job was cancelled. */
    static final String CANCEL = CancelNote.TYPE;

    private static final JacksonCodec CODEC = JacksonCodec.within(new WireLimits(64 << 10, 10, 48 << 10, 1));

    private final Topology topology;

    ControlMessages(Topology topology) {
        this.topology = topology;
    }

    Publication hello(Announcement mine) {
        return new Publication(topology.controlExchange(), "", message(HELLO, mine, "all"));
    }

    /** To the queue that is named after their address, and nowhere else: a stranger's words must not choose where workers publish. */
    Publication here(Announcement mine, Announcement theirs) {
        return new Publication("", topology.workerQueue(theirs.address()), message(HERE, mine, theirs.address()));
    }

    private Message message(String type, Announcement mine, String to) {
        String id = type + " from " + mine.address() + " to " + to;
        return new Message(Message.Properties.of(type, id, Map.of()), CODEC.write(mine));
    }

    /** Reads a hello or an answer to one; empty when it is malformed. */
    Optional<Announcement> read(Message message) {
        try {
            Announcement announced = CODEC.read(message.body(), Announcement.class);
            topology.workerQueue(announced.address());
            return Optional.of(announced);
        } catch (MalformedMessage | IllegalArgumentException e) {
            return malformed(message, e);
        }
    }

    /** Reads which job is said to be cancelled; empty when that is malformed. */
    Optional<JobKey> readCancel(Message message) {
        try {
            CancelNote note = CancelNote.read(message);
            return Optional.of(new JobKey(note.namespace(), note.tenant(), new JobTypeName(note.type()), note.key()));
        } catch (MalformedMessage | IllegalArgumentException e) {
            return malformed(message, e);
        }
    }

    private static <T> Optional<T> malformed(Message message, Exception why) {
        log.debug(
                "ignores a malformed control message of type {}: {}",
                message.properties().type(),
                why.getMessage());
        return Optional.empty();
    }
}
