package dev.warren.topology.definitions;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** RabbitMQ's form of a password: base64 of salt and SHA-256 of salt and password (https://www.rabbitmq.com/docs/passwords). */
final class PasswordHash {
    static final String ALGORITHM = "rabbit_password_hashing_sha256";
    static final int SALT_BYTES = 4;

    private PasswordHash() {}

    static String of(char[] password, byte[] salt) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        MessageDigest digest = sha256();
        digest.update(salt);
        digest.update(encoded.duplicate());
        Arrays.fill(encoded.array(), (byte) 0);
        byte[] hash = digest.digest();
        byte[] salted = Arrays.copyOf(salt, salt.length + hash.length);
        System.arraycopy(hash, 0, salted, salt.length, hash.length);
        return Base64.getEncoder().encodeToString(salted);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
