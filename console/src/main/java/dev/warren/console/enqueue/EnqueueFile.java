package dev.warren.console.enqueue;

import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.connect.Stopping;
import dev.warren.console.enqueue.FileRun.BadLine;
import dev.warren.console.output.Output;
import dev.warren.console.output.Progress;
import dev.warren.console.output.Terminal;
import dev.warren.job.JobTypeName;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code warren enqueue --file}: decides where to begin, runs, and says what came of it. */
final class EnqueueFile {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    /** So many bad lines are told; the file holds all. */
    private static final long BAD_LINES_TOLD = 20;

    private final Common common;
    private final Path file;
    private final FileOptions options;
    private final Clock clock;
    private final Output output;

    EnqueueFile(Common common, Path file, FileOptions options, Clock clock) {
        this.common = common;
        this.file = file;
        this.options = options;
        this.clock = clock;
        this.output = common.output();
    }

    /** What {@code --json} shows. */
    record Answer(String file, long lines, long enqueued, long badLines, long enqueuedBefore, boolean done) {}

    int run(Optional<JobTypeName> type, JobFields defaults) throws IOException {
        if (defaults.id().isPresent() || defaults.key().isPresent()) {
            throw new UsageError("--id and --key are for one job; in a file, each line has its own");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new UsageError("the job file " + file
                    + " can't be read: it must be a regular file, not a pipe, so that a" + " break can be made good");
        }
        try (Notebook notebook = Notebook.open(progressFile())) {
            Optional<Note> last = options.restart ? Optional.empty() : notebook.last();
            Note begin = begin(last);
            if (begin.done() && begin.offset() == Files.size(file)) {
                output.note(file + " is enqueued already, all " + begin.enqueued()
                        + " jobs. To enqueue them once more, add --restart");
                return answer(begin, begin);
            }
            notebook.add(begin); // before the first job: the ids of this run are in it
            return run(notebook, begin, new FileRun.Plan(type, defaults, badLines()));
        }
    }

    private int run(Notebook notebook, Note begin, FileRun.Plan plan) throws IOException {
        Connections connections = common.connections();
        Topology topology = connections.topology();
        List<LaneName> lanes = List.of(plan.defaults().lane().orElse(LaneName.DEFAULT));
        RabbitBroker broker = connections.brokerWith(topology, lanes);
        if (begin.lines() > 0) {
            output.note("going on at line " + (begin.lines() + 1) + " of " + file);
        }
        Note end;
        try (KnownTo store = KnownTo.named(connections, output);
                Publisher publisher = store.with(
                                Publisher.builder(broker).topology(topology).settings(EnqueueCommand.filePatience()))
                        .start();
                Progress progress = output.progress(file.getFileName().toString(), total())) {
            FileRun run = new FileRun(file, plan, publisher, notebook, begin, progress, clock);
            try (Stopping stopping = Stopping.by(run::stop, STOP_WITHIN)) {
                end = run.run();
                if (!end.done()) {
                    stopping.endWith(ExitCode.INTERRUPTED);
                    progress.close();
                    output.note("interrupted: " + end.lines() + " lines of " + file
                            + " are done. Run the same command again, and it goes on there");
                    return ExitCode.INTERRUPTED;
                }
            }
        }
        return answer(begin, end);
    }

    private int answer(Note begin, Note end) {
        Answer answer = new Answer(
                file.toString(),
                end.lines(),
                end.enqueued() - begin.enqueued(),
                end.bad() - begin.bad(),
                begin.enqueued(),
                end.done());
        output.answer(
                answer,
                text -> text.line(answer.enqueued() + " jobs enqueued"
                        + (answer.enqueuedBefore() > 0 ? ", " + answer.enqueuedBefore() + " before" : "")
                        + (answer.badLines() > 0 ? ", " + answer.badLines() + " bad lines set aside" : "")));
        return end.bad() > begin.bad() ? ExitCode.NO : ExitCode.DONE;
    }

    private Path progressFile() {
        return options.progressFile != null
                ? common.world().directory().resolve(options.progressFile)
                : file.resolveSibling(file.getFileName() + ".warren-progress");
    }

    private long total() throws IOException {
        return output.terminal().errKind() == Terminal.Kind.TERMINAL ? FileRun.countLines(file) : 0;
    }

    /** A run that broke off goes on, also one that ended when the file has grown since; another file's begins anew, if that one ended. */
    private Note begin(Optional<Note> last) throws IOException {
        if (last.isEmpty()) {
            return fresh();
        }
        Note note = last.get();
        boolean same = Files.size(file) >= note.offset()
                && Fingerprint.of(file, note.offset()).equals(note.fingerprint());
        if (same) {
            return note;
        }
        if (note.done()) {
            return fresh();
        }
        throw new UsageError(
                file + " has changed in its first " + note.lines() + " lines, which are enqueued already: put it"
                        + " back as it was to go on, or enqueue all of it anew with --restart");
    }

    private Note fresh() throws IOException {
        LineIds ids = LineIds.fresh(clock.millis(), new SecureRandom());
        return new Note(ids.millis(), ids.salt(), 0, 0, 0, 0, false, Fingerprint.of(file, 0));
    }

    private Optional<Consumer<BadLine>> badLines() {
        return Optional.ofNullable(options.badLines).map(named -> {
            Path target = common.world().directory().resolve(named);
            long[] told = {0};
            return line -> {
                keep(target, line);
                if (told[0]++ < BAD_LINES_TOLD) {
                    output.warn("line " + line.number() + " is set aside: " + line.why());
                }
            };
        });
    }

    private static void keep(Path target, BadLine line) {
        byte[] text = Arrays.copyOf(line.bytes(), line.bytes().length + 1);
        text[line.bytes().length] = '\n';
        try {
            Files.write(target, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw new UsageError(
                    "can't append to " + target + " (" + e.getClass().getSimpleName()
                            + "), so bad lines would be lost: give --skip-bad-lines a file that can be written");
        }
    }
}
