package dev.warren.console.doctor;

import dev.warren.WarrenException;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.StoreFile;
import dev.warren.idempotency.IdempotencyStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whether the store opens and can be written, how large it is, and how long its disk takes to be sure. */
final class StoreCheck implements Check {
    private static final Duration SLOW = Duration.ofMillis(50);
    private static final int TRIES = 5;
    private static final int PAGE_BYTES = 4_096;

    @Override
    public String name() {
        return "store";
    }

    @Override
    public List<Finding> look(Patient patient) {
        try {
            IdempotencyStore store = patient.store();
            StoreFile file = patient.storeFile();
            return List.of(opened(store.id(), file), disk(fsync(file.path())));
        } catch (UsageError e) {
            return List.of(Finding.note("no store to look at: " + e.getMessage()));
        } catch (WarrenException e) {
            return List.of(Finding.fail(
                    String.valueOf(e.getMessage()),
                    "see 'When it refuses' in docs/stores.md; workers stand still without it"));
        } catch (IOException e) {
            return List.of(Finding.warn(
                    "the store's disk could not be measured (" + e + ")",
                    "the user must be allowed to write the store's directory"));
        }
    }

    private static Finding opened(String id, StoreFile file) throws IOException {
        return Finding.ok("store " + id + " in " + file.path() + " opens and can be written: schema "
                + file.schemaVersion() + ", " + megabytes(file.path()) + ", and "
                + megabytes(file.log()) + " of log");
    }

    private static String megabytes(Path file) throws IOException {
        return String.format(Locale.ROOT, "%.1f MB", Files.exists(file) ? Files.size(file) / 1e6 : 0.0);
    }

    /** The median of some writes to a file beside the store, which is deleted afterwards. */
    private static Duration fsync(Path store) throws IOException {
        Path directory = store.toAbsolutePath().getParent();
        Path probe = Files.createTempFile(directory == null ? Path.of("") : directory, ".warren-doctor", null);
        try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
            long[] nanos = new long[TRIES];
            for (int i = 0; i < TRIES; i++) {
                long began = System.nanoTime();
                channel.write(ByteBuffer.allocate(PAGE_BYTES));
                channel.force(true);
                nanos[i] = System.nanoTime() - began;
            }
            Arrays.sort(nanos);
            return Duration.ofNanos(nanos[TRIES / 2]);
        } finally {
            Files.delete(probe);
        }
    }

    static Finding disk(Duration fsync) {
        String what = String.format(
                Locale.ROOT, "its disk takes %.1f ms to be sure of a write (fsync)", fsync.toNanos() / 1e6);
        return fsync.compareTo(SLOW) <= 0
                ? Finding.ok(what)
                : Finding.warn(
                        what + ", and each batch of jobs waits for two",
                        "use a local disk with a write cache that survives a power cut");
    }
}
