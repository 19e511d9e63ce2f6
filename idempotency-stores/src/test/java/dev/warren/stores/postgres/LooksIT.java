package dev.warren.stores.postgres;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The two looks at what has arrived: what they pass over, what they note, and who else is at it. */
@Tag("store-server")
@Timeout(60)
class LooksIT {
    private static final Owner ME = new Owner("me");
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Retention AT_ONCE = new Retention(Duration.ZERO, Duration.ZERO);
    private static final Retention SHORT = new Retention(Duration.ofMillis(50), Duration.ofMinutes(1));

    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private final TestSchema schema = TestSchema.make();

    @AfterEach
    void remove() throws Exception {
        schema.close();
    }

    private PostgresStore open(Retention retention) {
        PostgresStore store = schema.builder()
                .retention(retention)
                .timeout(Duration.ofSeconds(20))
                .open();
        store.heartbeat(ME, LEASE);
        return store;
    }

    private static long claim(PostgresStore store, String job) {
        return ((ClaimAnswer.Granted) store.claim(ME, List.of(enqueuedNow(job))).get(0)).fence();
    }

    private static ClaimRequest enqueuedNow(String job) {
        return Claims.enqueued(request(job, Coordinates.FIRST), Instant.now());
    }

    private static void decide(PostgresStore store, String job, long fence, Decided decided) {
        store.decide(List.of(new Settlement(new FencedKey(key(job), fence), decided)));
    }

    private static List<String> overdue(PostgresStore store) {
        return store.overdue(Duration.ZERO, 100).stream()
                .map(JobRecord::key)
                .map(key -> key.key())
                .toList();
    }

    private long first() throws Exception {
        return Long.parseLong(schema.ask("SELECT first FROM look"));
    }

    private String watched() throws Exception {
        return schema.ask("SELECT string_agg(key || ' ' || kind, ', ' ORDER BY key) FROM watch JOIN job USING (seq)");
    }

    @Test
    void notesWhatIsNotOverWhenTheyComeByAndNothingElse() throws Exception {
        try (PostgresStore store = open(Retention.STANDARD)) {
            decide(store, "done", claim(store, "done"), Claims.succeed("7"));
            long lost = claim(store, "lost");
            assertThat(watched()).isEqualTo("null");
            assertThat(overdue(store)).isEmpty();
            assertThat(watched()).isEqualTo("lost 1");
            assertThat(first()).isGreaterThanOrEqualTo(lost);
        }
    }

    @Test
    void comeToTheVeryFirstJobToo() throws Exception {
        try (PostgresStore store = open(Retention.STANDARD)) {
            assertThat(overdue(store)).isEmpty();
            claim(store, "a");
            assertThat(overdue(store)).isEmpty();
            assertThat(watched()).isEqualTo("a 1");
            schema.execute("UPDATE lease SET ends = 0");
            assertThat(overdue(store)).containsExactly("a");
        }
    }

    @Test
    void anotherProcessGoesOnWhereOneStopped() throws Exception {
        try (PostgresStore store = open(Retention.STANDARD)) {
            claim(store, "a");
            overdue(store);
        }
        long before = first();
        schema.execute("UPDATE watch SET at = 1 WHERE seq <= " + before); // as only one that looked again would change
        try (PostgresStore store = open(Retention.STANDARD)) {
            claim(store, "b");
            schema.execute("UPDATE lease SET ends = 0");
            assertThat(overdue(store)).containsExactly("a", "b");
            assertThat(first()).isGreaterThan(before);
        }
    }

    @Test
    void waitForARowThatIsCommittedAfterOnesWithHigherNumbers() throws Exception {
        try (PostgresStore store = open(AT_ONCE);
                Connection slow = schema.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            decide(store, "model", claim(store, "model"), Claims.succeed("7"));
            statement.execute("LOCK TABLE job IN ROW EXCLUSIVE MODE");
            statement.execute(
                    "CREATE TEMP TABLE mine ON COMMIT DROP AS SELECT * FROM job; UPDATE mine SET key = 'slow',"
                            + " seq = nextval('fence_block') * " + Fences.IN_A_BLOCK
                            + ", status = 2, due = 1, owner = NULL");
            statement.execute("UPDATE mine SET fence = seq");
            long before = first();
            decide(store, "quick", claim(store, "quick"), Claims.succeed("7"));
            schema.execute("UPDATE job SET enqueued = 1");

            assertThat(overdue(store)).isEmpty();
            store.expire(100);
            assertThat(first()).isEqualTo(before);
            assertThat(store.find(key("quick"))).isPresent();

            statement.execute("INSERT INTO job SELECT * FROM mine");
            slow.commit();
            assertThat(overdue(store)).containsExactly("slow");
            assertThat(store.expire(100)).isEqualTo(2);
            assertThat(watched()).isEqualTo("slow 1");
        }
    }

    @Test
    void forgetWhatSucceededByTheFastWayAfterItWasNoted() throws Exception {
        try (PostgresStore store = open(AT_ONCE)) {
            long fence = claim(store, "a");
            overdue(store);
            assertThat(store.expire(100)).isZero();
            decide(store, "a", fence, Claims.succeed("7"));
            assertThat(store.expire(100)).isEqualTo(1);
            assertThat(schema.ask("SELECT count(*) FROM watch")).isEqualTo("0");
        }
    }

    @Test
    void aReportPutsRightWhatIsNoted() throws Exception {
        try (PostgresStore store = open(Retention.STANDARD)) {
            long fence = claim(store, "a");
            claim(store, "deleted by hand");
            overdue(store);
            decide(store, "a", fence, Claims.succeed("7"));
            schema.execute("DELETE FROM job WHERE key = 'deleted by hand'");
            assertThat(overdue(store)).isEmpty();
            assertThat(watched()).isEqualTo("a 2");
            assertThat(schema.ask("SELECT count(*) FROM watch")).isEqualTo("1");
        }
    }

    @Test
    void upgradeAStoreOfVersionOne() throws Exception {
        schema.create();
        schema.execute(versionOne() + "; INSERT INTO store (one, id, version) VALUES (true, 'old', 1);"
                + " INSERT INTO scope (namespace, tenant, type) SELECT 'jobs', '', '"
                + key("a").type().value() + "';"
                + " INSERT INTO job (seq, fence, payload_hash, enqueued, due, changed, scope, life, run, attempt, crashes, status,"
                + " suspicion, key) SELECT n, n, 0, n, n, n, 1, 0, 1, 1, 0,"
                + " (ARRAY[10, 11, 12, 3, 10])[n], 0, 'old ' || n FROM generate_series(1, 5) n;"
                + " SELECT setval('fence_block', 1)");
        try (PostgresStore store = open(AT_ONCE)) {
            assertThat(store.id()).isEqualTo("old");
            assertThat(schema.ask("SELECT version FROM store")).isEqualTo("3");
            assertThat(overdue(store)).containsExactly("old 4");
            assertThat(store.expire(100)).isEqualTo(4);
            assertThat(overdue(store)).containsExactly("old 4");
        }
    }

    private static String versionOne() throws IOException {
        try (InputStream in = Objects.requireNonNull(PostgresStore.class.getResourceAsStream("V1.sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Each of what they have passed that is not over is noted, and each that they have passed twice is noted or gone. */
    @Test
    void loseNothingWhileOthersWriteAndLook() throws Exception {
        try (PostgresStore one = open(SHORT);
                PostgresStore other = open(SHORT)) {
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Void>> looking = List.of(one, other).stream()
                    .map(store -> CompletableFuture.runAsync(() -> look(store, over), OWN_THREAD))
                    .toList();
            List<CompletableFuture<Void>> writing = IntStream.range(0, 3)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> write(i == 0 ? one : other, i), OWN_THREAD))
                    .toList();
            writing.forEach(CompletableFuture::join);
            over.set(true);
            looking.forEach(CompletableFuture::join);
            assertThat(Long.parseLong(schema.ask("SELECT second FROM look"))).isPositive();
            assertThat(schema.ask("SELECT count(*) FROM job WHERE seq <= (SELECT first FROM look) AND status < 10"
                            + " AND seq NOT IN (SELECT seq FROM watch WHERE kind = 1)"))
                    .isEqualTo("0");
            assertThat(schema.ask("SELECT count(*) FROM job WHERE seq <= (SELECT second FROM look)"
                            + " AND seq NOT IN (SELECT seq FROM watch)"))
                    .isEqualTo("0");
            assertThat(schema.ask("SELECT count(*) FROM watch JOIN job USING (seq) WHERE kind > 1 AND status < 10"))
                    .isEqualTo("0");
        }
    }

    private static void look(PostgresStore store, AtomicBoolean over) {
        while (!over.get()) {
            store.overdue(Duration.ZERO, 100);
            store.expire(50);
        }
    }

    /** Jobs of its own, and some that others are at too and that come back to life; most succeed, and the rest goes every way there is. */
    private static void write(PostgresStore store, int seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            List<ClaimRequest> batch = jobs(random, seed + " " + round);
            List<ClaimAnswer> answers = store.claim(ME, batch);
            List<Settlement> settlements = new ArrayList<>();
            List<FencedKey> claims = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                if (answers.get(i) instanceof ClaimAnswer.Granted granted) {
                    claims.add(new FencedKey(batch.get(i).key(), granted.fence()));
                    settlements.add(new Settlement(claims.get(claims.size() - 1), decision(random)));
                }
            }
            if (random.nextInt(5) == 0) {
                store.release(claims);
            } else {
                store.decide(settlements);
                store.mark(claims);
            }
            if (random.nextBoolean()) {
                store.cancel(key("shared " + random.nextInt(200)));
            }
        }
    }

    private static List<ClaimRequest> jobs(Random random, String own) {
        Set<String> jobs = new LinkedHashSet<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(random.nextInt(4) == 0 ? "shared " + random.nextInt(200) : own + " " + i);
        }
        return jobs.stream()
                .map(job -> request(job, Claims.at(job.startsWith("shared") ? random.nextInt(4) : 0, 1)))
                .map(request -> Claims.enqueued(request, Instant.now()))
                .toList();
    }

    private static Decided decision(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Claims.dead();
            case 1 -> Claims.retry(Coordinates.FIRST);
            case 2 -> Claims.succeedAndPublish("7");
            default -> Claims.succeed("7");
        };
    }
}
