package dev.warren.wire;

import dev.warren.broker.Message;
import java.util.Map;
import java.util.Objects;

/**
 * Word to all workers that a job was cancelled, so that the one that runs it can interrupt its handler. A hint and no more: whether it was
 * cancelled the store knows. The four parts are those of the job's key there.
 *
 * @param namespace the topology's namespace
 * @param tenant the tenant, or an empty text
 * @param type the job type
 * @param key the idempotency key
 */
public record CancelNote(String namespace, String tenant, String type, String key) {
    /** The property {@code type} of such a message. */
    public static final String TYPE = "warren.cancel";

    private static final int LONGEST = 16 << 10;
    private static final JacksonCodec CODEC = JacksonCodec.within(new WireLimits(LONGEST, 10, 48 << 10, 1));

    /** Checks that nothing is missing. */
    public CancelNote {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(key, "key");
    }

    /** As a message to the control exchange. */
    public Message message() {
        return new Message(Message.Properties.of(TYPE, TYPE, Map.of()), CODEC.write(this));
    }

    /**
     * Reads such a message.
     *
     * @throws MalformedMessage when it can't be read
     */
    public static CancelNote read(Message message) throws MalformedMessage {
        if (message.body().length > LONGEST) {
            throw new MalformedMessage(
                    "the body has " + message.body().length + " bytes; at most " + LONGEST + " are accepted");
        }
        return CODEC.read(message.body(), CancelNote.class);
    }
}
