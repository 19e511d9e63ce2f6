package dev.warren.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the broker carries it. The body is shared, never copied and never changed.
 *
 * @param properties its AMQP properties
 * @param body the bytes as they came
 */
@SuppressWarnings(
        "ArrayRecordComponent") // compared by nobody, and a copy per delivery would cost more than it protects
public record Message(Properties properties, byte[] body) {

    /** A copy with other headers. */
    public Message withProperties(Properties other) {
        return new Message(other, body);
    }

    /**
     * The AMQP 0-9-1 basic properties, without the delivery mode, which is the {@link Publication}'s.
     *
     * @param type job type
     * @param messageId job id
     * @param contentType such as {@code application/json}
     * @param contentEncoding such as {@code gzip}
     * @param correlationId the producer's own reference
     * @param replyTo where an answer goes
     * @param timestampSeconds seconds since 1970, as AMQP counts
     * @param priority as the producer set it; Warren's priorities are lanes
     * @param appId as the producer set it
     * @param userId the login the broker has checked, when the producer set it
     * @param clusterId as the producer set it
     * @param expiration milliseconds as text
     * @param headers the header table as the client gives it: text may be any object whose {@code toString} is the text, so that
     *     unknown headers can be sent on unchanged
     */
    public record Properties(
            @Nullable String type,
            @Nullable String messageId,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            @Nullable String correlationId,
            @Nullable String replyTo,
            @Nullable Long timestampSeconds,
            @Nullable Integer priority,
            @Nullable String appId,
            @Nullable String userId,
            @Nullable String clusterId,
            @Nullable String expiration,
            Map<String, Object> headers) {

        /** A copy with other headers. */
        public Properties withHeaders(Map<String, Object> other) {
            return new Properties(
                    type,
                    messageId,
                    contentType,
                    contentEncoding,
                    correlationId,
                    replyTo,
                    timestampSeconds,
                    priority,
                    appId,
                    userId,
                    clusterId,
                    expiration,
                    other);
        }

        /** Properties with a type, an id and headers: what a new job has. */
        public static Properties of(String type, String messageId, Map<String, Object> headers) {
            return new Properties(
                    type, messageId, "application/json", null, null, null, null, null, null, null, null, null, headers);
        }
    }
}
