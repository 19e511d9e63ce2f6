package dev.warren.console.enqueue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads the lines of a file from an offset on, and knows where each ends. A line that is too long is read over and marked. */
final class LineReader implements AutoCloseable {
    private final FileChannel channel;
    private final InputStream in;
    private final int longest;
    private long offset;

    private LineReader(FileChannel channel, long offset, int longest) throws IOException {
        this.channel = channel;
        this.longest = longest;
        this.offset = offset;
        channel.position(offset);
        this.in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    }

    static LineReader open(Path file, long offset, int longest) throws IOException {
        return new LineReader(FileChannel.open(file, StandardOpenOption.READ), offset, longest);
    }

    /**
     * A line.
     *
     * @param bytes what it holds, without its line break; the beginning of one that is too long
     * @param end the offset behind it
     * @param length how many bytes it really has
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Line(byte[] bytes, long end, long length) {}

    /** The next line; empty at the file's end. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        long length = 0;
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        while (b >= 0) {
            offset++;
            if (b == '\n') {
                break;
            }
            length++;
            if (length <= longest) {
                line.write(b);
            }
            b = in.read();
        }
        return Optional.of(new Line(line.toByteArray(), offset, length));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
