package dev.warren.console.enqueue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether the done part of a file is still what it was: a hash of its length, its first and its last 64 KiB. */
final class Fingerprint {
    private static final int SAMPLE_BYTES = 64 << 10;

    private Fingerprint() {}

    static String of(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Long.toString(Math.min(length, channel.size())).getBytes(StandardCharsets.US_ASCII));
            digest.update(sample(channel, 0, length));
            digest.update(sample(channel, Math.max(0, length - SAMPLE_BYTES), length));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static ByteBuffer sample(FileChannel channel, long from, long end) throws IOException {
        ByteBuffer sample = ByteBuffer.allocate((int) Math.min(SAMPLE_BYTES, end - from));
        while (sample.hasRemaining() && channel.read(sample, from + sample.position()) >= 0) {}
        return sample.flip();
    }
}
