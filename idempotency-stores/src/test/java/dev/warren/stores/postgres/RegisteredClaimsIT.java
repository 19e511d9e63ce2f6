package dev.warren.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims of jobs that are known and wait: how many statements they take, and what happens when another transaction is at them. */
@Tag("store-server")
@Timeout(60)
class RegisteredClaimsIT {
    private static final Owner ME = new Owner("me");
    private static final int BATCH = 20;

    @Test
    void takesOneStatementForEachBatchOfRegisteredJobs() throws Exception {
        try (TestSchema schema = TestSchema.make();
                PostgresStore store = schema.open()) {
            store.heartbeat(ME, Duration.ofMinutes(1));
            register(store, 0);
            register(store, 1);
            assertThat(store.claim(ME, jobs(0))).allMatch(ClaimAnswer.Granted.class::isInstance);
            long before = blocks(schema);

            assertThat(store.claim(ME, jobs(1))).allMatch(ClaimAnswer.Granted.class::isInstance);

            assertThat(blocks(schema) - before).isEqualTo(1); // each statement that may grant draws one
        }
    }

    @Test
    void takesOneStatementForEachBatchThatWasHandedBack() throws Exception {
        try (TestSchema schema = TestSchema.make();
                PostgresStore store = schema.open()) {
            store.heartbeat(ME, Duration.ofMinutes(1));
            register(store, 0);
            List<FencedKey> claims = granted(store, jobs(0));
            store.release(claims);
            long before = blocks(schema);

            assertThat(granted(store, jobs(0))).doesNotContainAnyElementsOf(claims);

            assertThat(blocks(schema) - before).isEqualTo(1);
            assertThat(store.find(Claims.key("job-0")).orElseThrow().history()).hasSize(1);
        }
    }

    @Test
    void grantsAHigherFenceThanATransactionGaveThatItWaitedFor() throws Exception {
        try (TestSchema schema = TestSchema.make();
                PostgresStore store =
                        schema.builder().timeout(Duration.ofSeconds(30)).open();
                Connection other = schema.connect();
                Statement statement = other.createStatement()) {
            store.heartbeat(ME, Duration.ofMinutes(1));
            register(store, 0);
            register(store, 1);
            granted(store, jobs(1)); // so that the next are taken for registered ones too
            other.setAutoCommit(false);
            statement.execute("SELECT FROM job WHERE key = 'job-7' FOR UPDATE");
            CompletableFuture<List<FencedKey>> claim = CompletableFuture.supplyAsync(() -> granted(store, jobs(0)));
            int me = pid(statement);
            Awaitility.await("a claim that waits")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> schema.ask("SELECT count(*) FROM pg_stat_activity WHERE " + me
                                    + " = ANY (pg_blocking_pids(pid))")
                            .equals("1"));

            // Another worker's claim, which it handed back: it drew its fence after the one that waits had drawn.
            statement.execute("UPDATE job SET fence = nextval('fence_block') * 1024 WHERE key = 'job-7'");
            long given = fence(statement);
            other.commit();

            assertThat(claim.join())
                    .filteredOn(each -> each.key().equals(Claims.key("job-7")))
                    .singleElement()
                    .satisfies(each -> assertThat(each.fence()).isGreaterThan(given));
            assertThat(store.find(Claims.key("job-7")).orElseThrow().fence()).isGreaterThan(given);
        }
    }

    private static int pid(Statement statement) throws Exception {
        return Math.toIntExact(number(statement, "SELECT pg_backend_pid()"));
    }

    private static long fence(Statement statement) throws Exception {
        return number(statement, "SELECT fence FROM job WHERE key = 'job-7'");
    }

    private static long number(Statement statement, String question) throws Exception {
        try (ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long blocks(TestSchema schema) throws Exception {
        return Long.parseLong(schema.ask("SELECT last_value FROM fence_block"));
    }

    private static void register(PostgresStore store, int batch) {
        store.register(jobs(batch).stream()
                .map(job -> Claims.registration(job, Claims.START))
                .toList());
    }

    private static List<FencedKey> granted(PostgresStore store, List<ClaimRequest> jobs) {
        List<ClaimAnswer> answers = store.claim(ME, jobs);
        return IntStream.range(0, jobs.size())
                .mapToObj(i -> new FencedKey(jobs.get(i).key(), ((ClaimAnswer.Granted) answers.get(i)).fence()))
                .toList();
    }

    private static List<ClaimRequest> jobs(int batch) {
        return IntStream.range(batch * BATCH, (batch + 1) * BATCH)
                .mapToObj(job -> Claims.request("job-" + job, Coordinates.FIRST))
                .toList();
    }
}
