package dev.warren.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs a fuzz target without a fuzzer: on the files of its corpus, {@code src/test/resources/fuzz/<target>}, and on seeded changes of each.
 * A finding of {@code dev/fuzz} becomes a file there.
 */
public final class FuzzCorpus {
    private static final int CHANGES = 200;
    private static final long SEED = 20_261_122;
    private static final ThreadMXBean PROCESSOR_TIME = ManagementFactory.getThreadMXBean();
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private FuzzCorpus() {}

    /** Fails when the target throws, or takes more than 5 s of processor time for one input, or has no corpus. */
    public static void run(String target, Consumer<byte[]> body) {
        List<Path> files = files(Path.of("src/test/resources/fuzz", target));
        assertThat(files).as("corpus of " + target).isNotEmpty();
        for (Path file : files) {
            byte[] input = bytes(file);
            runOne(file + " as it is", body, input);
            Random random = new Random(SEED);
            for (int i = 0; i < CHANGES; i++) {
                runOne(file + " with change " + i, body, changed(input, random));
            }
        }
    }

    private static void runOne(String what, Consumer<byte[]> body, byte[] input) {
        long start = PROCESSOR_TIME.getCurrentThreadCpuTime();
        assertThatCode(() -> body.accept(input)).as(what).doesNotThrowAnyException();
        assertThat(Duration.ofNanos(PROCESSOR_TIME.getCurrentThreadCpuTime() - start))
                .as(what)
                .isLessThan(LONGEST);
    }

    /** One to four bytes changed, left out or doubled. */
    private static byte[] changed(byte[] input, Random random) {
        byte[] bytes = input.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(4)) {
                case 0 -> Arrays.copyOf(bytes, at);
                case 1 -> joined(bytes, at, at + 1);
                case 2 -> joined(bytes, at, Math.max(0, at - random.nextInt(16)));
                default -> {
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                    yield bytes;
                }
            };
        }
        return bytes;
    }

    /** What stands before {@code end}, and then what stands from {@code from} on. */
    private static byte[] joined(byte[] bytes, int end, int from) {
        byte[] joined = Arrays.copyOf(bytes, end + bytes.length - from);
        System.arraycopy(bytes, from, joined, end, bytes.length - from);
        return joined;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no corpus in " + folder, e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
