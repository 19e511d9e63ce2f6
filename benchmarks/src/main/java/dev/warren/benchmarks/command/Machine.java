package dev.warren.benchmarks.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine that all of it ran on, in words. */
final class Machine {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path SYSTEM = Path.of("/etc/os-release");
    private static final double KIBIBYTES_IN_GIBIBYTE = 1 << 20;

    private Machine() {}

    /** Cores, processor, memory, system and JDK, as far as the system tells. */
    static String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores"
                + found(PROCESSOR, "model name\\s*: (.*)")
                        .map(model -> " (" + model.strip() + ")")
                        .orElse("")
                + " and "
                + found(MEMORY, "MemTotal:\\s*(\\d+)")
                        .map(kibibytes -> String.format(
                                Locale.ROOT, "%.0f GiB", Long.parseLong(kibibytes) / KIBIBYTES_IN_GIBIBYTE))
                        .orElse("unknown memory")
                + " shared by servers, clients and everything else, "
                + found(SYSTEM, "PRETTY_NAME=\"(.*)\"").orElse(System.getProperty("os.name"))
                + ", JDK " + Runtime.version().feature();
    }

    private static Optional<String> found(Path file, String pattern) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not a Linux
        }
    }
}
