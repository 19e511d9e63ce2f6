package dev.warren.stores.postgres;

import org.jspecify.annotations.Nullable;

/**
 * Texts as the table holds them. PostgreSQL has no U+0000 in a text, and one such text would fail its whole batch, so it is written as a
 * noncharacter and a digit; two texts stay equal or different by that.
 */
final class Text {
    private static final char MARK = '\uFDD0';
    private static final char NUL = '\0';

    private Text() {}

    static @Nullable String storedOrNull(@Nullable String text) {
        return text == null ? null : stored(text);
    }

    static String stored(String text) {
        return text.indexOf(NUL) < 0 && text.indexOf(MARK) < 0
                ? text
                : text.replace(String.valueOf(MARK), MARK + "1").replace(String.valueOf(NUL), MARK + "0");
    }

    static @Nullable String readOrNull(@Nullable String text) {
        return text == null ? null : read(text);
    }

    static String read(String text) {
        return text.indexOf(MARK) < 0
                ? text
                : text.replace(MARK + "0", String.valueOf(NUL)).replace(MARK + "1", String.valueOf(MARK));
    }
}
