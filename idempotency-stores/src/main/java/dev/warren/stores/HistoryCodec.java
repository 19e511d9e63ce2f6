package dev.warren.stores;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.PastAttempt.Ending;
import dev.warren.idempotency.StoreException;
import dev.warren.job.Coordinates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Past attempts as bytes, for stores that keep them in a column. The first byte is the version of the form, so that a later Warren can change
 * it and still read what an earlier one wrote.
 */
public final class HistoryCodec {
    private static final int VERSION = 1;

    private HistoryCodec() {}

    /** Past attempts as bytes, about 100 for each and its error's on top. */
    public static byte[] encode(List<PastAttempt> history) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(history.size());
            for (PastAttempt attempt : history) {
                write(out, attempt);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail in this way
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, PastAttempt attempt) throws IOException {
        out.writeInt(attempt.attempt());
        out.writeInt(attempt.coordinates().life());
        out.writeInt(attempt.coordinates().run());
        writeText(out, attempt.owner().map(Owner::value).orElse(null));
        writeTime(out, attempt.startedAt());
        writeTime(out, attempt.endedAt());
        out.writeByte(code(attempt.ending()));
        writeText(out, attempt.error().orElse(null));
    }

    private static void writeTime(DataOutputStream out, Instant time) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /** A number is never used for another ending. */
    private static int code(Ending ending) {
        return switch (ending) {
            case RETRIED -> 1;
            case SNOOZED -> 2;
            case DIED -> 3;
            case LOST -> 4;
            case RELEASED -> 5;
        };
    }

    /**
     * The past attempts that {@link #encode} made into {@code bytes}.
     *
     * @throws StoreException when they are none, or of a version this Warren does not know
     */
    public static List<PastAttempt> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new StoreException(
                        "a stored history has form " + version + "; this Warren knows " + VERSION
                                + ": a newer one wrote it, upgrade this worker",
                        null);
            }
            List<PastAttempt> history = read(in);
            if (in.read() != -1) {
                throw new IOException("more bytes than it has parts");
            }
            return history;
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException("a stored history of " + bytes.length + " bytes is damaged: " + e, e);
        }
    }

    private static List<PastAttempt> read(DataInputStream in) throws IOException {
        int count = in.readUnsignedByte();
        if (count > JobRecord.MOST_PAST_ATTEMPTS) {
            throw new IOException(count + " attempts, of at most " + JobRecord.MOST_PAST_ATTEMPTS);
        }
        List<PastAttempt> history = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            history.add(new PastAttempt(
                    in.readInt(),
                    new Coordinates(in.readInt(), in.readInt()),
                    Optional.ofNullable(readText(in)).map(Owner::new),
                    readTime(in),
                    readTime(in),
                    ending(in.readUnsignedByte()),
                    Optional.ofNullable(readText(in))));
        }
        return history;
    }

    private static Instant readTime(DataInputStream in) throws IOException {
        try {
            return Instant.ofEpochSecond(in.readLong(), in.readInt());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IOException("a time out of bounds", e);
        }
    }

    private static @Nullable String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new EOFException("a length of " + length + " with " + in.available() + " bytes left");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static Ending ending(int code) throws IOException {
        for (Ending ending : Ending.values()) {
            if (code(ending) == code) {
                return ending;
            }
        }
        throw new IOException("kind of ending " + code);
    }
}
