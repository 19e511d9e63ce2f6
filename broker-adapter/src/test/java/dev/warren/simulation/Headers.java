package dev.warren.simulation;

import dev.warren.broker.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies of properties with another header table or expiration. */
final class Headers {
    private Headers() {}

    static Message.Properties with(Message.Properties from, Map<String, Object> headers) {
        return with(from, from.expiration(), headers);
    }

    static Message.Properties withExpiration(Message.Properties from, String millis) {
        return with(from, millis, from.headers());
    }

    /** Without the property {@code expiration}, which the broker takes off a message when it dead-letters it. */
    static Message.Properties withoutExpiration(Message.Properties from, Map<String, Object> headers) {
        return with(from, null, headers);
    }

    private static Message.Properties with(
            Message.Properties from, @Nullable String expiration, Map<String, Object> headers) {
        return new Message.Properties(
                from.type(),
                from.messageId(),
                from.contentType(),
                from.contentEncoding(),
                from.correlationId(),
                from.replyTo(),
                from.timestampSeconds(),
                from.priority(),
                from.appId(),
                from.userId(),
                from.clusterId(),
                expiration,
                headers);
    }
}
