package dev.warren.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command of a program of this class path in a JVM of its own. */
public final class JavaProgram {
    private JavaProgram() {}

    /**
     * The same JDK and class path as this process, a heap of 1 GiB, and the options in BENCH_JAVA_OPTS, which come last.
     *
     * @param mainAndArguments the main class and its arguments
     */
    public static List<String> of(String... mainAndArguments) {
        return withHeap("1g", List.of(mainAndArguments));
    }

    /** The same with another heap, such as {@code 256m}. */
    public static List<String> withHeap(String heap, List<String> mainAndArguments) {
        List<String> program = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap));
        String extra = System.getenv("BENCH_JAVA_OPTS");
        if (extra != null && !extra.isBlank()) {
            program.addAll(List.of(extra.trim().split("\\s+")));
        }
        program.addAll(List.of("-cp", System.getProperty("java.class.path")));
        program.addAll(mainAndArguments);
        return program;
    }
}
