package dev.warren.console.dead;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.warren.WarrenException;
import dev.warren.console.config.UsageError;
import dev.warren.deadletter.Archive;
import dev.warren.deadletter.DeadLetter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of saved dead letters, a line each. Grows; nothing in it is overwritten. */
final class LetterFile implements Archive, AutoCloseable {
    private static final ObjectWriter LINE = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build()
            .writer();

    private final Path file;
    private final FileChannel channel;

    private LetterFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static LetterFile open(Path file) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return new LetterFile(file, channel);
        } catch (IOException e) {
            throw new UsageError("--save: can't write " + file + " ("
                    + e.getClass().getSimpleName() + "): its directory must exist and allow it");
        }
    }

    @Override
    public void save(DeadLetter letter) {
        try {
            ByteBuffer line = ByteBuffer.wrap(
                    (LINE.writeValueAsString(SavedLine.of(letter)) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void secure() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private WarrenException failed(IOException e) {
        return new WarrenException("can't write " + file + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
