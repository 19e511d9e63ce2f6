package dev.warren.fuzz;

import com.rabbitmq.client.AMQP;
import dev.warren.broker.Message;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.MessageReader;
import dev.warren.wire.WireLimits;
import java.io.IOException;

/** What all targets check with. The limits are small, so that small inputs reach them. */
final class Fuzz {
    static final WireLimits LIMITS = new WireLimits(64 << 10, 50, 8 << 10, 100);
    static final JacksonCodec CODEC = JacksonCodec.within(LIMITS);
    static final MessageReader READER = new MessageReader(LIMITS, CODEC, () -> "made-id");

    /** AMQP's usual frame; headers do not span two. */
    private static final int FRAME_BYTES = 128 << 10;

    /** What a dead letter holds of a failure's message. */
    private static final int MAX_SENTENCE_CHARS = 1_024;

    private Fuzz() {}

    static void require(boolean kept, String broken) {
        if (!kept) {
            throw new AssertionError(broken);
        }
    }

    static void requireSentence(String sentence) {
        require(
                !sentence.isBlank() && sentence.length() <= MAX_SENTENCE_CHARS,
                "no sentence for a dead letter: " + sentence);
    }

    /** The client can write it, into one frame. */
    static void requireWritable(Message message) {
        Message.Properties properties = message.properties();
        AMQP.BasicProperties amqp = new AMQP.BasicProperties.Builder()
                .type(properties.type())
                .messageId(properties.messageId())
                .contentType(properties.contentType())
                .contentEncoding(properties.contentEncoding())
                .correlationId(properties.correlationId())
                .replyTo(properties.replyTo())
                .appId(properties.appId())
                .clusterId(properties.clusterId())
                .expiration(properties.expiration())
                .headers(properties.headers())
                .build();
        try {
            require(amqp.toFrame(1, message.body().length).size() < FRAME_BYTES, "the headers do not fit into a frame");
        } catch (IOException e) {
            throw new AssertionError("the client can't write it", e);
        }
    }
}
