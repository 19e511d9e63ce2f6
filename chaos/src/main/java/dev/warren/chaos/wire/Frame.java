package dev.warren.chaos.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One frame of AMQP 0-9-1 (section 4.2.3 of its specification), with all its bytes: type, channel, size, payload, end mark. */
final class Frame {
    private static final int HEAD_BYTES = 7;
    private static final int SIZE_AT = 3;
    private static final int METHOD = 1;
    private static final int HEADER = 2;
    private static final int BODY = 3;
    private static final int BASIC = 60;

    /** The broker's own limit is 128 KiB; more than this is no AMQP. */
    private static final int MOST_BYTES = 16 << 20;

    private final ByteBuffer bytes;

    private Frame(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** The next frame; empty at the end of the stream. */
    static Optional<Frame> read(DataInputStream in) throws IOException {
        byte[] head = new byte[HEAD_BYTES];
        try {
            in.readFully(head);
            int payload = ByteBuffer.wrap(head).getInt(SIZE_AT);
            if (payload < 0 || payload > MOST_BYTES) {
                throw new IOException("no AMQP: a frame of " + payload + " bytes");
            }
            byte[] whole = new byte[HEAD_BYTES + payload + 1];
            System.arraycopy(head, 0, whole, 0, HEAD_BYTES);
            in.readFully(whole, HEAD_BYTES, payload + 1);
            return Optional.of(new Frame(whole));
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return bytes.array();
    }

    int length() {
        return bytes.capacity();
    }

    int channel() {
        return bytes.getShort(1) & 0xFFFF;
    }

    boolean isHeader() {
        return bytes.get(0) == HEADER;
    }

    boolean isBody() {
        return bytes.get(0) == BODY;
    }

    /** Whether it is this method of the class {@code basic}. */
    boolean isBasic(int method) {
        return bytes.get(0) == METHOD
                && bytes.getShort(HEAD_BYTES) == BASIC
                && bytes.getShort(HEAD_BYTES + 2) == method;
    }

    /** What follows a method's two numbers. */
    ByteBuffer arguments() {
        return from(HEAD_BYTES + 4);
    }

    /** How long the body is that a content header announces. */
    long bodySize() {
        return bytes.getLong(HEAD_BYTES + 4);
    }

    int payloadSize() {
        return bytes.getInt(SIZE_AT);
    }

    private ByteBuffer from(int index) {
        ByteBuffer rest = bytes.duplicate();
        rest.position(index);
        return rest;
    }

    /** Takes a text of at most 255 bytes out of a method's arguments. */
    static String shortText(ByteBuffer arguments) {
        byte[] text = new byte[arguments.get() & 0xFF];
        arguments.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
