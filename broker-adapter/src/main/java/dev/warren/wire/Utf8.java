package dev.warren.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Strict UTF-8, as RFC 3629 has it. Jackson reads overlong forms and surrogates, and takes other encodings for granted; then two readers of
 * one body would see two texts.
 */
final class Utf8 {
    private static final int VALID = -1;
    private static final char REPLACEMENT = '\uFFFD';

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** The highest bit of each of eight bytes. */
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    static void require(byte[] text) throws MalformedMessage {
        int wrong = firstWrong(text);
        if (wrong != VALID) {
            throw new MalformedMessage("the body is not JSON in UTF-8: byte " + (wrong + 1) + " is wrong");
        }
    }

    /**
     * A text by which jobs are told apart. The client puts the mark U+FFFD for every byte it can't read, and half of a surrogate pair is
     * written as a question mark: two ids would become one, and one of their jobs be taken for a duplicate.
     */
    static String requireTellable(String what, String text) throws MalformedMessage {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == REPLACEMENT || (Character.isSurrogate(c) && !pair)) {
                throw new MalformedMessage(what + " is not text in UTF-8: character " + (i + 1) + " can't be read");
            }
            i += pair ? 1 : 0;
        }
        return text;
    }

    /** Where the first character begins that is none; -1 when there is no such. */
    private static int firstWrong(byte[] text) {
        int at = plainBytes(text);
        while (at < text.length) {
            if (text[at] >= 0) {
                at++;
                continue;
            }
            int length = length(text, at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return VALID;
    }

    /** How many bytes from the beginning are surely ASCII: eight are looked at in one step, as this is done for every job. */
    private static int plainBytes(byte[] text) {
        int at = 0;
        while (at + Long.BYTES <= text.length && ((long) EIGHT_BYTES.get(text, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        return at;
    }

    /** How many bytes the character at {@code at} has; 0 when it is none. */
    private static int length(byte[] text, int at) {
        int first = text[at] & 0xFF;
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (at + length > text.length || !isSecond(first, text[at + 1] & 0xFF)) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((text[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The second byte tells overlong forms, surrogates and what lies beyond Unicode. */
    private static boolean isSecond(int first, int second) {
        return switch (first) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> second >= 0x80 && second <= 0xBF;
        };
    }
}
