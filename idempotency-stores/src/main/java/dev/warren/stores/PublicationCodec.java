package dev.warren.stores;

import dev.warren.broker.Publication;
import dev.warren.idempotency.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Publications as bytes, in the form they have in a decision of {@link DecidedCodec}: headers keep their AMQP types. The first byte is the version
 * of the form.
 */
public final class PublicationCodec {
    private static final int VERSION = 1;

    private PublicationCodec() {}

    /**
     * A publication as bytes.
     *
     * @throws IllegalArgumentException when its headers are nested more than 100 deep
     */
    public static byte[] encode(Publication publication) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            new DecidedWriter(out).publication(publication);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail in this way
        }
        return bytes.toByteArray();
    }

    /**
     * The publication that {@link #encode} made into {@code bytes}.
     *
     * @throws StoreException when they are none, or of a version this Warren does not know
     */
    public static Publication decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new StoreException(
                        "a stored publication has form " + version + "; this Warren knows " + VERSION
                                + ": a newer one wrote it, upgrade this program",
                        null);
            }
            Publication publication = new DecidedReader(in).publication();
            if (in.read() != -1) {
                throw new IOException("more bytes than it has parts");
            }
            return publication;
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException("a stored publication of " + bytes.length + " bytes is damaged: " + e, e);
        }
    }
}
