package dev.warren.rabbit;

import com.rabbitmq.client.AMQP;
import dev.warren.broker.Message;
import dev.warren.broker.Publication.Care;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the client's properties and ours. */
final class AmqpProperties {
    private static final int TRANSIENT = 1;
    private static final int PERSISTENT = 2;

    private AmqpProperties() {}

    static AMQP.BasicProperties write(Message.Properties properties, Care care) {
        Long seconds = properties.timestampSeconds();
        return new AMQP.BasicProperties(
                properties.contentType(),
                properties.contentEncoding(),
                properties.headers(),
                care == Care.KEPT ? PERSISTENT : TRANSIENT,
                properties.priority(),
                properties.correlationId(),
                properties.replyTo(),
                properties.expiration(),
                properties.messageId(),
                seconds == null ? null : new Date(Math.multiplyExact(seconds, 1_000L)),
                properties.type(),
                properties.userId(),
                properties.appId(),
                properties.clusterId());
    }

    static Message.Properties read(AMQP.BasicProperties properties) {
        Map<String, Object> headers = properties.getHeaders();
        return new Message.Properties(
                properties.getType(),
                properties.getMessageId(),
                properties.getContentType(),
                properties.getContentEncoding(),
                properties.getCorrelationId(),
                properties.getReplyTo(),
                seconds(properties.getTimestamp()),
                properties.getPriority(),
                properties.getAppId(),
                properties.getUserId(),
                properties.getClusterId(),
                properties.getExpiration(),
                headers == null ? Map.of() : headers);
    }

    private static @Nullable Long seconds(@Nullable Date timestamp) {
        return timestamp == null ? null : timestamp.getTime() / 1_000L;
    }
}
