package dev.warren.console.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where output goes.
 *
 * @param out the answer
 * @param err everything else
 * @param outKind what reads the answer
 * @param errKind what reads everything else
 * @param columns the width, in characters
 */
public record Terminal(PrintStream out, PrintStream err, Kind outKind, Kind errKind, int columns) {
    private static final int STANDARD_COLUMNS = 80;

    /** What is at the other end. */
    public enum Kind {
        /** A person. */
        TERMINAL,
        /** A pipe, a file, or nobody. */
        OTHER
    }

    /** The process's own streams, in UTF-8. Whether they are a terminal the launcher says, and on Linux the kernel. */
    public static Terminal ofProcess() {
        return new Terminal(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                kind("warren.stdout", 1),
                kind("warren.stderr", 2),
                Integer.getInteger("warren.columns", STANDARD_COLUMNS));
    }

    /** The answer's stream as a writer; flushes with every line. */
    public PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** The other stream as a writer; flushes with every line. */
    public PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private static Kind kind(String property, int descriptor) {
        String said = System.getProperty(property);
        boolean terminal = said != null ? said.equals("terminal") : linksToTerminal(descriptor);
        return terminal ? Kind.TERMINAL : Kind.OTHER;
    }

    private static boolean linksToTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
