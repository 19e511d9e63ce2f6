package dev.warren.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What was tried, confirmed and run, written down outside the system under test: a file that only grows, one line for each event, flushed
 * to the disk. Lines that wait are flushed together.
 */
final class Ledger implements AutoCloseable {
    /** What a line is about; its first word. */
    enum Event {
        /** An enqueue is about to be asked for. */
        TRIED,
        /** An enqueue was confirmed. */
        CONFIRMED,
        /** A handler has ended well. */
        RAN
    }

    private record Line(String text, CompletableFuture<Void> onDisk) {}

    private static final Line END = new Line("", new CompletableFuture<>());

    private final FileChannel file;
    private final LinkedBlockingQueue<Line> waiting = new LinkedBlockingQueue<>();
    private final Thread writer = new Thread(this::write, "ledger");

    Ledger(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
        writer.setDaemon(true);
        writer.start();
    }

    /** Takes a line; it is on the disk a moment later, before all that is noted after it. */
    void note(Event event, String id) {
        add(event, id);
    }

    /** Takes a line and returns when it is on the disk, within 30 s. */
    void noteNow(Event event, String id) {
        add(event, id).onDisk().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private Line add(Event event, String id) {
        Line line = new Line(event + " " + id + "\n", new CompletableFuture<>());
        waiting.add(line);
        return line;
    }

    private void write() {
        try {
            boolean ended = false;
            while (!ended) {
                List<Line> batch = new ArrayList<>(List.of(waiting.take()));
                waiting.drainTo(batch);
                ended = batch.remove(END);
                StringBuilder text = new StringBuilder();
                batch.forEach(line -> text.append(line.text()));
                ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(false);
                batch.forEach(line -> line.onDisk().complete(null));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Flushes what waits. Nothing may be noted after it. */
    @Override
    public void close() throws IOException {
        waiting.add(END);
        try {
            writer.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
