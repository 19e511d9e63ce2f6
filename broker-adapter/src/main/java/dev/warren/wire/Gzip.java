package dev.warren.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Compressed bodies. The output is bounded while it is inflated, so that a small bomb can't fill the memory. */
final class Gzip {
    private Gzip() {}

    static byte[] inflate(byte[] compressed, int maxBytes) throws MalformedMessage {
        try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            byte[] inflated = input.readNBytes(maxBytes);
            if (input.read() >= 0) {
                throw new MalformedMessage(
                        "the body inflates to more than the " + maxBytes + " bytes that are accepted");
            }
            return inflated;
        } catch (IOException e) {
            throw new MalformedMessage("the content encoding says gzip, but the body is not, or is cut off");
        }
    }
}
