package dev.warren.stores.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What the server does in one atomic step; each is explained at the top of its file. */
enum Script {
    OPEN(),
    CLAIM("common"),
    DECIDE("common"),
    LOOK("common"),
    SWAP("common", "writing"),
    CONTEND("common", "writing"),
    HEARTBEAT("common"),
    READ("common"),
    WALK("common"),
    NAMED("common"),
    BEFORE("common"),
    FORGET("common"),
    FORGET_LOCKS("common"),
    ARRIVED("common"),
    FIRST_LOOK("common", "settling"),
    SECOND_LOOK("common", "settling");

    private final byte[] source;
    private final byte[] digest;

    Script(String... before) {
        StringBuilder text = new StringBuilder();
        for (String part : before) {
            text.append(text(part));
        }
        source = text.append(text(name().toLowerCase(Locale.ROOT))).toString().getBytes(StandardCharsets.UTF_8);
        digest = sha1(source);
    }

    byte[] source() {
        return source;
    }

    /** By which the server knows it, once it has seen it. */
    byte[] digest() {
        return digest;
    }

    private static String text(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException(name + ".lua is missing from Warren's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
