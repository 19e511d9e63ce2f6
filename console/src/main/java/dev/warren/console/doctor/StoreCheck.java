package dev.warren.console.doctor;

import dev.warren.WarrenException;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.StoreFile;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.Owner;
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
import java.util.Optional;
import java.util.UUID;

/** Whether the store opens and can be written, how large it is, and how long its disk takes to be sure. */
final class StoreCheck implements Check {
    private static final Duration SLOW = Duration.ofMillis(50);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
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
            Optional<StoreFile> file = patient.storeFile();
            return file.isPresent()
                    ? List.of(
                            opened(store.id(), file.get()),
                            disk(fsync(file.get().path())))
                    : List.of(Finding.ok("store " + store.id() + " on its server opens"), server(commit(store)));
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

    /** The median of some heartbeats of a worker that there is not; each is one small transaction. */
    private static Duration commit(IdempotencyStore store) {
        Owner doctor = new Owner("doctor-" + UUID.randomUUID());
        long[] nanos = new long[TRIES];
        for (int i = 0; i < TRIES; i++) {
            long began = System.nanoTime();
            store.heartbeat(doctor, SHORTEST_LEASE);
            nanos[i] = System.nanoTime() - began;
        }
        return median(nanos);
    }

    private static Duration median(long[] nanos) {
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }

    static Finding server(Duration commit) {
        String what = String.format(
                Locale.ROOT, "it can be written; a commit takes %.1f ms, with the way there", commit.toNanos() / 1e6);
        return commit.compareTo(SLOW) <= 0
                ? Finding.ok(what)
                : Finding.warn(
                        what + ", and each batch of jobs waits for two",
                        "see to the server's disk and to the network; workers should be near the store");
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
            return median(nanos);
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
