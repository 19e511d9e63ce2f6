package dev.warren.fuzz;

import com.rabbitmq.client.impl.LongStringHelper;
import dev.warren.broker.Message;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands in AMQP frames: property flags, properties, body. As amqp-client reads it, but for lengths, which are checked here
 * and there by the broker.
 */
final class AmqpBytes {
    private static final int DEEPEST = 40;

    private final DataInputStream in;

    private AmqpBytes(byte[] bytes) {
        this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    static Message read(byte[] bytes) throws IOException {
        return new AmqpBytes(bytes).message();
    }

    private Message message() throws IOException {
        int flags = in.readUnsignedShort();
        String contentType = shortText(flags, 15);
        String contentEncoding = shortText(flags, 14);
        Map<String, Object> headers = (flags >> 13 & 1) == 1 ? table(0) : Map.of();
        if ((flags >> 12 & 1) == 1) {
            in.readByte();
        }
        Integer priority = (flags >> 11 & 1) == 1 ? in.readUnsignedByte() : null;
        String correlationId = shortText(flags, 10);
        String replyTo = shortText(flags, 9);
        String expiration = shortText(flags, 8);
        String messageId = shortText(flags, 7);
        // The client makes a date of the seconds, whose milliseconds wrap around.
        Long timestamp = (flags >> 6 & 1) == 1 ? in.readLong() * 1_000L / 1_000L : null;
        String type = shortText(flags, 5);
        String userId = shortText(flags, 4);
        String appId = shortText(flags, 3);
        String clusterId = shortText(flags, 2);
        return new Message(
                new Message.Properties(
                        type,
                        messageId,
                        contentType,
                        contentEncoding,
                        correlationId,
                        replyTo,
                        timestamp,
                        priority,
                        appId,
                        userId,
                        clusterId,
                        expiration,
                        headers),
                in.readAllBytes());
    }

    private @Nullable String shortText(int flags, int bit) throws IOException {
        return (flags >> bit & 1) == 1 ? shortText() : null;
    }

    /** Bytes that are not UTF-8 are longer as text than they came; amqp-client (5.37) cuts that to what AMQP has room for. */
    private String shortText() throws IOException {
        String text = new String(bytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        while (text.getBytes(StandardCharsets.UTF_8).length > 255) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }

    private byte[] bytes(long length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new EOFException("a length beyond the end");
        }
        return in.readNBytes((int) length);
    }

    @SuppressWarnings("NullAway") // an AMQP table may hold voids, which the port's type does not say
    private Map<String, Object> table(int depth) throws IOException {
        AmqpBytes inner = new AmqpBytes(bytes(in.readInt()));
        Map<String, Object> table = new HashMap<>();
        while (inner.in.available() > 0) {
            table.put(inner.shortText(), inner.value(depth + 1));
        }
        return table;
    }

    private List<@Nullable Object> array(int depth) throws IOException {
        AmqpBytes inner = new AmqpBytes(bytes(in.readInt()));
        List<@Nullable Object> array = new ArrayList<>();
        while (inner.in.available() > 0) {
            array.add(inner.value(depth + 1));
        }
        return array;
    }

    @SuppressWarnings("JavaUtilDate") // what amqp-client makes of an AMQP timestamp
    private @Nullable Object value(int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("deeper than the client reads");
        }
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 'S' -> LongStringHelper.asLongString(bytes(in.readInt()));
            case 'I' -> in.readInt();
            case 'i' -> in.readInt() & 0xFFFF_FFFFL;
            case 'D' -> decimal(in.readUnsignedByte());
            case 'T' -> new Date(in.readLong() * 1_000L);
            case 'F' -> table(depth);
            case 'A' -> array(depth);
            case 'b' -> in.readByte();
            case 'B' -> in.readUnsignedByte();
            case 'd' -> in.readDouble();
            case 'f' -> in.readFloat();
            case 'l' -> in.readLong();
            case 's' -> in.readShort();
            case 'u' -> in.readUnsignedShort();
            case 't' -> in.readBoolean();
            case 'x' -> bytes(in.readInt());
            case 'V' -> null;
            default -> throw new IOException("no such kind of header: " + kind);
        };
    }

    private BigDecimal decimal(int scale) throws IOException {
        return new BigDecimal(BigInteger.valueOf(in.readInt()), scale);
    }
}
