package dev.warren.console.enqueue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.warren.console.config.UsageError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The progress file beside a job file: a JSON line per {@link Note}, each on the disk before the next is made; the last whole line counts.
 * Locked, so that one file is not enqueued by two commands at once.
 */
final class Notebook implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /** The file holds this many notes at most; then it begins anew. */
    private static final int MOST_NOTES = 10_000;

    private final Path file;
    private final FileChannel channel;
    private int notes;

    private Notebook(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Notebook open(Path file) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new UsageError("another 'warren enqueue' is at this file (" + file + " is locked): let it end");
            }
            return new Notebook(file, channel);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The last note that is whole. */
    Optional<Note> last() {
        try {
            ByteBuffer all = ByteBuffer.allocate((int) Math.min(channel.size(), 64 << 20));
            while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {}
            String[] lines = new String(all.array(), 0, all.position(), StandardCharsets.UTF_8).split("\n", -1);
            for (int i = lines.length - 2; i >= 0; i--) { // what follows the last line break is torn
                Optional<Note> note = parse(lines[i]);
                if (note.isPresent()) {
                    return note;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static Optional<Note> parse(String line) {
        try {
            return Optional.of(JSON.readValue(line, Note.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Adds a note; when this returns, it is on the disk. */
    void add(Note note) {
        try {
            if (notes++ % MOST_NOTES == 0) {
                begin(note);
            } else {
                append(note);
            }
            channel.force(false);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Begins anew: the new note is on the disk before the old ones go, and stays the last whole line whenever this breaks off. */
    private void begin(Note note) throws IOException {
        append(note);
        channel.force(false);
        byte[] line = bytes(note);
        if (channel.size() >= 2L * line.length) {
            channel.write(ByteBuffer.wrap(line), 0);
            channel.force(false);
            channel.truncate(line.length);
        }
    }

    private void append(Note note) throws IOException {
        // A line break first ends what a crash may have torn.
        byte[] line = (channel.size() == 0 ? "" : "\n")
                .concat(new String(bytes(note), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.wrap(line);
        long position = channel.size();
        while (buffer.hasRemaining()) {
            position += channel.write(buffer, position);
        }
    }

    private static byte[] bytes(Note note) throws JsonProcessingException {
        return (JSON.writeValueAsString(note) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static UsageError unusable(Path file, IOException e) {
        return new UsageError("the progress file " + file + " can't be read and written ("
                + e.getClass().getSimpleName()
                + "): its directory must allow it, or name another with --progress-file");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
