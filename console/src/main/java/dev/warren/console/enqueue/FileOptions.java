package dev.warren.console.enqueue;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that go with {@code --file}; a mixin. */
final class FileOptions {
    @Option(
            names = "--skip-bad-lines",
            paramLabel = "FILE",
            description = "with --file: append lines that are no jobs to this file, and go on; the exit code is then 1")
    @Nullable
    Path badLines;

    @Option(
            names = "--progress-file",
            paramLabel = "FILE",
            description =
                    "with --file: where to note what is done (default: beside the file, with .warren-progress appended)")
    @Nullable
    Path progressFile;

    @Option(
            names = "--restart",
            description =
                    "with --file: forget what is noted and enqueue all lines, with new ids: what was enqueued runs again")
    boolean restart;
}
