package dev.warren.stores;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.Decided;
import dev.warren.job.Coordinates;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@link DecidedWriter} wrote. Trusts no length: damaged bytes end in an {@link IOException}, never in a huge allocation. */
final class DecidedReader {
    private final DataInputStream in;

    DecidedReader(DataInputStream in) {
        this.in = in;
    }

    Decided read() throws IOException {
        Decision decision = decision();
        return new Decided(decision, in.readBoolean() ? Optional.of(publication()) : Optional.empty());
    }

    private Decision decision() throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> new Decision.Succeed(Optional.ofNullable(textOrNull()));
            case 2 -> new Decision.Retry(coordinates(), in.readInt(), instant(), duration(), failure());
            case 3 -> new Decision.Snooze(coordinates(), in.readInt(), instant(), duration());
            case 4 -> new Decision.Dead(DeadReason.valueOf(text()), failure(), in.readInt(), instant());
            default -> throw new IOException("kind of decision " + kind);
        };
    }

    private Coordinates coordinates() throws IOException {
        return new Coordinates(in.readInt(), in.readInt());
    }

    private Instant instant() throws IOException {
        try {
            return Instant.ofEpochSecond(in.readLong(), in.readInt());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IOException("a time out of bounds", e);
        }
    }

    private Duration duration() throws IOException {
        try {
            return Duration.ofSeconds(in.readLong(), in.readInt());
        } catch (ArithmeticException e) {
            throw new IOException("a duration out of bounds", e);
        }
    }

    private Failure failure() throws IOException {
        return new Failure(text(), text(), text());
    }

    Publication publication() throws IOException {
        return new Publication(text(), text(), new Message(properties(), bytes()));
    }

    private Message.Properties properties() throws IOException {
        return new Message.Properties(
                textOrNull(),
                textOrNull(),
                textOrNull(),
                textOrNull(),
                textOrNull(),
                textOrNull(),
                valueOf(Long.class),
                valueOf(Integer.class),
                textOrNull(),
                textOrNull(),
                textOrNull(),
                textOrNull(),
                headers());
    }

    private <T> @Nullable T valueOf(Class<T> type) throws IOException {
        try {
            return type.cast(value(0));
        } catch (ClassCastException e) {
            throw new IOException("another class than " + type.getSimpleName(), e);
        }
    }

    private Map<String, Object> headers() throws IOException {
        if (in.readUnsignedByte() != 'F') {
            throw new IOException("headers that are no table");
        }
        return table(0);
    }

    private @Nullable Object value(int depth) throws IOException {
        if (depth > DecidedWriter.DEEPEST) {
            throw new IOException("nested more than " + DecidedWriter.DEEPEST + " deep");
        }
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 'V' -> null;
            case 'I' -> in.readInt();
            case 'l' -> in.readLong();
            case 's' -> in.readShort();
            case 'b' -> in.readByte();
            case 't' -> in.readBoolean();
            case 'd' -> Double.longBitsToDouble(in.readLong());
            case 'f' -> Float.intBitsToFloat(in.readInt());
            case 'D' -> decimal(in.readInt());
            case 'T' -> new Date(in.readLong());
            case 'x' -> bytes();
            case 'S' -> text();
            case 'F' -> table(depth);
            case 'A' -> list(depth);
            default -> throw new IOException("kind of header " + kind);
        };
    }

    private BigDecimal decimal(int scale) throws IOException {
        byte[] unscaled = bytes();
        if (unscaled.length == 0) {
            throw new IOException("a decimal without digits");
        }
        return new BigDecimal(new BigInteger(unscaled), scale);
    }

    @SuppressWarnings("NullAway") // an AMQP table may hold voids, which the port's type does not say
    private Map<String, Object> table(int depth) throws IOException {
        int size = count();
        Map<String, Object> table = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            table.put(text(), value(depth + 1));
        }
        return table;
    }

    private List<@Nullable Object> list(int depth) throws IOException {
        int size = count();
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(value(depth + 1));
        }
        return list;
    }

    private String text() throws IOException {
        String text = textOrNull();
        if (text == null) {
            throw new IOException("no text where one must be");
        }
        return text;
    }

    private @Nullable String textOrNull() throws IOException {
        int length = in.readInt();
        return length == -1 ? null : new String(bytes(length), StandardCharsets.UTF_8);
    }

    private byte[] bytes() throws IOException {
        return bytes(in.readInt());
    }

    private byte[] bytes(int length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new EOFException("a length of " + length + " with " + in.available() + " bytes left");
        }
        return in.readNBytes(length);
    }

    private int count() throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new EOFException("a count of " + count + " with " + in.available() + " bytes left");
        }
        return count;
    }
}
