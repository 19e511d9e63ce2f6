package dev.warren.stores;

import dev.warren.idempotency.Decided;
import dev.warren.idempotency.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Decisions as bytes, for stores to keep: whoever reads one can carry it out just as its maker would have. Headers keep their AMQP types;
 * text of other classes comes back as {@link String}. The first byte is the version of the form, so that a later Warren can
 * change it and still read what an earlier one wrote.
 */
public final class DecidedCodec {
    private static final int VERSION = 1;

    private DecidedCodec() {}

    /**
     * A decision as bytes.
     *
     * @throws IllegalArgumentException when its headers are nested more than 100 deep
     */
    public static byte[] encode(Decided decided) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            new DecidedWriter(out).write(decided);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail in this way
        }
        return bytes.toByteArray();
    }

    /**
     * The decision that {@link #encode} made into {@code bytes}.
     *
     * @throws StoreException when they are none, or of a version this Warren does not know
     */
    public static Decided decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new StoreException(
                        "a stored decision has form " + version + "; this Warren knows " + VERSION
                                + ": a newer one wrote it, upgrade this worker",
                        null);
            }
            Decided decided = new DecidedReader(in).read();
            if (in.read() != -1) {
                throw new IOException("more bytes than it has parts");
            }
            return decided;
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException("a stored decision of " + bytes.length + " bytes is damaged: " + e, e);
        }
    }
}
