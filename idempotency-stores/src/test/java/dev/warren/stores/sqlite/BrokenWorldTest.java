package dev.warren.stores.sqlite;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.StoreException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file is damaged, foreign, gone, locked or cannot grow: a clear refusal, and never a wrong answer. */
class BrokenWorldTest {
    private static final Owner ME = new Owner("me");

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("jobs.db");
    }

    private static SqliteStore open(Path file) {
        SqliteStore store =
                SqliteStore.builder(file).busyTimeout(Duration.ofMillis(50)).open();
        store.heartbeat(ME, Duration.ofMinutes(10));
        return store;
    }

    private static List<ClaimRequest> jobs(String prefix, int count) {
        List<ClaimRequest> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(OtherProcess.request(prefix + i));
        }
        return jobs;
    }

    private void fill(int jobs) {
        try (SqliteStore store = open(file())) {
            store.claim(ME, jobs("job-", jobs));
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> open(file()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContainingAll(words);
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws Exception {
        byte[] letter = "Dear Sir or Madam, ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        Files.write(file(), letter);
        assertRefused("no SQLite file", "name another file");
        assertThat(Files.readAllBytes(file())).isEqualTo(letter);
    }

    @Test
    void leavesTheFileOfAnotherProgramAsItIs() throws Exception {
        execute("CREATE TABLE customer (name TEXT)");
        byte[] before = Files.readAllBytes(file());
        assertRefused("another program", "name another file");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void refusesANewerSchema() throws Exception {
        fill(1);
        execute("PRAGMA user_version = 7");
        assertRefused("version 7", "upgrade");
    }

    @Test
    void takesAnEmptyFileForANewOne() throws Exception {
        Files.createFile(file());
        fill(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 4_096, 5_000, 40_960})
    void refusesAFileThatWasCutOff(int bytes) throws Exception {
        fill(2_000);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
        assertRefused("damaged");
    }

    @Test
    void refusesAFileWithGarbageInIt() throws Exception {
        fill(2_000);
        byte[] garbage = new byte[20_000];
        new Random(20261122).nextBytes(garbage);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(garbage), 30_000);
        }
        assertRefused("damaged");
    }

    /** As after a power cut that lost the end of the log: what was committed before it is there, whole batches only. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9, 0.999})
    void goesOnFromALogThatWasCutOff(double part) throws Exception {
        Path copy = directory.resolve("copy.db");
        try (SqliteStore store = open(file())) {
            for (int batch = 0; batch < 20; batch++) {
                store.claim(ME, jobs("job-" + batch + "-", 50));
            }
            Files.copy(file(), copy);
            Files.copy(directory.resolve("jobs.db-wal"), directory.resolve("copy.db-wal"));
        }
        try (FileChannel channel = FileChannel.open(directory.resolve("copy.db-wal"), StandardOpenOption.WRITE)) {
            channel.truncate((long) (channel.size() * part));
        }
        int found = 0;
        try (SqliteStore store = SqliteStore.open(copy)) {
            for (int batch = 0; batch < 20; batch++) {
                for (int i = 0; i < 50; i++) {
                    found += store.find(key("job-" + batch + "-" + i)).isPresent() ? 1 : 0;
                }
            }
        } catch (StoreException e) {
            assertThat(part).as("only without its first pages it is no store").isEqualTo(0.1);
        }
        assertThat(found % 50).isZero();
        assertThat(found).isLessThan(1_000);
    }

    @Test
    void refusesADirectoryAndAMissingOne() {
        assertThatThrownBy(() -> SqliteStore.open(directory)).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> SqliteStore.open(directory.resolve("missing/jobs.db")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void noticesThatItsFileWasDeleted() throws Exception {
        try (SqliteStore store = open(file())) {
            store.claim(ME, jobs("a-", 10));
            Files.delete(file());
            assertThatThrownBy(() -> store.claim(ME, jobs("b-", 10)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("deleted");
        }
    }

    @Test
    void noticesThatItsFileWasReplaced() throws Exception {
        Path other = directory.resolve("other.db");
        SqliteStore.open(other).close();
        try (SqliteStore store = open(file())) {
            Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> store.claim(ME, jobs("b-", 10))).hasMessageContaining("replaced");
        }
    }

    @Test
    void saysThatAnotherProgramHasItLockedAndGoesOnAfterwards() throws Exception {
        try (SqliteStore store = open(file())) {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertThatThrownBy(() -> store.claim(ME, jobs("a-", 10)))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("locked");
                assertThat(store.find(key("a-1"))).isEmpty();
                statement.execute("ROLLBACK");
            }
            assertThat(store.claim(ME, jobs("a-", 10))).allMatch(ClaimAnswer.Granted.class::isInstance);
        }
    }

    @Test
    void claimsNothingWhenTheFileCannotGrowAndGoesOnWhenItCan() throws Exception {
        fill(1);
        Database database = Database.open(file(), Duration.ofSeconds(1), 1);
        Failures failures = new Failures(file());
        Writer writer = new Writer(database, new FileInPlace(file()), failures);
        Reader reader = new Reader(Database.open(file(), Duration.ofSeconds(1), 1), failures);
        try (SqliteStore store = new SqliteStore("x", Clock.systemUTC(), Retention.STANDARD, writer, reader)) {
            store.heartbeat(ME, Duration.ofMinutes(10));
            database.execute("PRAGMA max_page_count = " + (database.number("PRAGMA page_count") + 2));
            assertThatThrownBy(() -> store.claim(ME, jobs("big-", 5_000)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("full");
            assertThat(store.find(key("big-0"))).isEmpty();

            database.execute("PRAGMA max_page_count = 1000000");
            assertThat(store.claim(ME, jobs("big-", 5_000))).allMatch(ClaimAnswer.Granted.class::isInstance);
            assertThat(store.find(key("big-0")).orElseThrow().status()).isEqualTo(JobStatus.RUNNING);
        }
    }

    @Test
    void refusesToWorkAfterItsCloseWhichMayBeRepeated() {
        SqliteStore store = open(file());
        store.close();
        store.close();
        assertThatThrownBy(() -> store.find(key("a"))).hasMessageContaining("closed");
        assertThatThrownBy(() -> store.claim(ME, jobs("a-", 1))).hasMessageContaining("closed");
    }
}
