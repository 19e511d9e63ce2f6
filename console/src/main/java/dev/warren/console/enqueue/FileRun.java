package dev.warren.console.enqueue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.WarrenException;
import dev.warren.console.config.UsageError;
import dev.warren.console.enqueue.LineReader.Line;
import dev.warren.console.output.Progress;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.wire.WireLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Enqueues the lines of a file, from where the notebook says. Lines are sent ahead as the publisher's window allows; what is noted is only
 * ever a beginning of the file of which every line is confirmed or set aside. For one thread, save {@link #stop}.
 */
final class FileRun {
    private static final int LONGEST_LINE = WireLimits.STANDARD.maxBodyBytes() + (64 << 10);

    /** What is in flight may take this much memory, besides one line. */
    private static final long MOST_BYTES_IN_FLIGHT = 64L << 20;

    private static final int NOTE_AFTER_LINES = 10_000;
    private static final Duration NOTE_AFTER = Duration.ofSeconds(1);

    private final Path file;
    private final Plan plan;
    private final Publisher publisher;
    private final Notebook notebook;
    private final Progress progress;
    private final Clock clock;
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private Note note;
    private long notedAt;
    private long offset;
    private long lines;
    private long enqueued;
    private long bad;
    private long bytesInFlight;
    private volatile boolean stopped;

    FileRun(Path file, Plan plan, Publisher publisher, Notebook notebook, Note begin, Progress progress, Clock clock) {
        this.file = file;
        this.plan = plan;
        this.publisher = publisher;
        this.notebook = notebook;
        this.progress = progress;
        this.clock = clock;
        this.note = begin;
        this.notedAt = clock.millis();
        this.offset = begin.offset();
        this.lines = begin.lines();
        this.enqueued = begin.enqueued();
        this.bad = begin.bad();
    }

    /**
     * What to do with the lines.
     *
     * @param type the type of lines that name none
     * @param defaults what holds for lines that say nothing else
     * @param badLines what is done with a bad line; empty means to stop at it
     */
    record Plan(Optional<JobTypeName> type, JobFields defaults, Optional<Consumer<BadLine>> badLines) {}

    /** A line that is no job, and why. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record BadLine(long number, byte[] bytes, String why) {}

    /** A line on its way: no future means that it was blank or set aside. */
    private record Sent(long end, long bytes, Optional<CompletableFuture<JobId>> confirm) {}

    /** Ends the run soon, in order; for any thread. */
    void stop() {
        stopped = true;
    }

    /**
     * Runs to the end of the file, or until it is stopped; answers how far it came.
     *
     * @throws UsageError at a bad line, where they are not set aside
     * @throws WarrenException when the broker does not confirm
     */
    Note run() throws IOException {
        long number = note.lines();
        boolean ended = false;
        try (LineReader reader = LineReader.open(file, note.offset(), LONGEST_LINE)) {
            while (!stopped && !ended) {
                Optional<Line> line = reader.next();
                ended = line.isEmpty();
                if (line.isPresent()) {
                    number++;
                    send(number, line.get());
                    settle(Wait.WHILE_FULL);
                }
            }
            settle(Wait.FOR_ALL);
        } finally {
            write(note.at(offset, lines, enqueued, bad, Fingerprint.of(file, offset)));
        }
        if (ended) {
            write(note.finished());
        }
        return note;
    }

    private void send(long number, Line line) throws IOException {
        Optional<CompletableFuture<JobId>> confirm = Optional.empty();
        if (!isBlank(line)) {
            try {
                confirm = Optional.of(publisher.enqueue(job(number, line)));
            } catch (IllegalArgumentException e) {
                setAside(new BadLine(number, line.bytes(), String.valueOf(e.getMessage())));
            }
        }
        bytesInFlight += line.length();
        inFlight.add(new Sent(line.end(), line.length(), confirm));
    }

    private NewJob<JsonNode> job(long number, Line line) {
        if (line.length() > LONGEST_LINE) {
            throw new IllegalArgumentException(
                    "it has " + line.length() + " bytes; at most " + LONGEST_LINE + " are read");
        }
        JobLine parsed = JobLine.parse(line.bytes(), clock);
        JobTypeName type = parsed.type()
                .or(plan::type)
                .orElseThrow(() -> new IllegalArgumentException(
                        "it has no field 'type', and the command line names no type either"));
        JobFields fields = parsed.fields().orElse(plan.defaults());
        NewJob<JsonNode> job = fields.job(type, parsed.payload());
        return job.id().isPresent() ? job : job.withId(note.ids().of(number));
    }

    private static boolean isBlank(Line line) {
        for (byte b : line.bytes()) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private void setAside(BadLine line) throws IOException {
        if (plan.badLines().isPresent()) {
            plan.badLines().get().accept(line);
            bad++;
            return;
        }
        settle(Wait.FOR_ALL);
        throw new UsageError(file + ", line " + line.number() + ": " + line.why()
                + ". All before it are enqueued. Correct the line and run the same command again, which goes on there;"
                + " or let bad lines be written to a file with --skip-bad-lines FILE");
    }

    private enum Wait {
        WHILE_FULL,
        FOR_ALL
    }

    /** Takes out of the beginning what is confirmed, and notes it from time to time. */
    private void settle(Wait wait) throws IOException {
        while (!inFlight.isEmpty()) {
            Sent head = inFlight.element();
            boolean mayWait = wait == Wait.FOR_ALL || bytesInFlight > MOST_BYTES_IN_FLIGHT;
            if (head.confirm().isPresent()) {
                if (!mayWait && !head.confirm().get().isDone()) {
                    break;
                }
                await(head.confirm().get());
                enqueued++;
            }
            inFlight.remove();
            bytesInFlight -= head.bytes();
            offset = head.end();
            lines++;
            noteFromTimeToTime();
        }
        progress.done(lines);
    }

    private void await(CompletableFuture<JobId> confirm) {
        try {
            confirm.join();
        } catch (CompletionException e) {
            throw new WarrenException(
                    "stopped at line " + (lines + 1) + " of " + file + ": "
                            + e.getCause().getMessage()
                            + ". What is confirmed is noted; run the same command again, and it goes on there",
                    e);
        }
    }

    private void noteFromTimeToTime() throws IOException {
        boolean due = clock.millis() - notedAt >= NOTE_AFTER.toMillis() || lines - note.lines() >= NOTE_AFTER_LINES;
        if (due) {
            write(note.at(offset, lines, enqueued, bad, Fingerprint.of(file, offset)));
        }
    }

    private void write(Note next) {
        note = next;
        notedAt = clock.millis();
        notebook.add(next);
    }

    /** How many lines a file has, for the progress. */
    static long countLines(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long count = 0;
            byte last = '\n';
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    count += buffer[i] == '\n' ? 1 : 0;
                }
                last = buffer[read - 1];
            }
            return last == '\n' ? count : count + 1;
        }
    }
}
