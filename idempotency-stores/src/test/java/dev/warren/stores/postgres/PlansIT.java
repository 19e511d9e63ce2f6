package dev.warren.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.outcome.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From an empty table to a large one on the same connections: rows are found by their keys, whatever the server takes the table for. */
@Tag("store-server")
class PlansIT {
    private static final Owner ME = new Owner("me");
    private static final int BATCH = 1_000;
    private static final int JOBS = 200_000;
    private static final int FEW_JOBS = 50_000;

    @Test
    void neverReadsTheWholeTable() throws Exception {
        try (TestSchema schema = TestSchema.make()) {
            long first = 0;
            long last = 0;
            try (PostgresStore store = schema.builder()
                    .timeout(Duration.ofSeconds(30))
                    .retention(new Retention(Duration.ZERO, Duration.ZERO))
                    .open()) {
                store.heartbeat(ME, Duration.ofMinutes(10));
                schema.execute("VACUUM ANALYZE job"); // nothing in it, it will say
                for (int from = 0; from < JOBS; from += BATCH) {
                    if (from % (3 * BATCH) == 0) {
                        register(store, from);
                    }
                    if (from == JOBS / 2) {
                        schema.execute("ANALYZE job");
                    }
                    long began = System.nanoTime();
                    claimAndEnd(store, from);
                    last = System.nanoTime() - began;
                    first = from == 20 * BATCH ? last : first;
                }
                store.claim(ME, jobs(0)); // by the rules
                store.find(Claims.key("job-7"));
                store.overdue(Duration.ZERO, 1);
                assertThat(store.expire(JOBS)).isEqualTo(JOBS);
            }
            assertThat(last).isLessThan(20 * first + Duration.ofSeconds(1).toNanos());
            // What a connection has counted is seen at its end at the latest.
            Awaitility.await("the server's counts")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Long.parseLong(counted(schema, "idx_scan")) >= JOBS);
            assertThat(counted(schema, "seq_tup_read")).isEqualTo("0");
            // Each job is looked up a few times, and looked at twice; each time its own row is read and no other's.
            assertThat(Long.parseLong(counted(schema, "idx_tup_fetch"))).isLessThan(10L * JOBS);
        }
    }

    /** Then the server takes it for so small that it would rather find all rows behind a place, and sort them, than the next in order. */
    @Test
    void looksReadEachRowOnceInATableThatNobodyHasAnalyzed() throws Exception {
        try (TestSchema schema = TestSchema.make()) {
            try (PostgresStore store = schema.builder()
                    .timeout(Duration.ofSeconds(30))
                    .retention(new Retention(Duration.ZERO, Duration.ZERO))
                    .open()) {
                schema.execute("ALTER TABLE job SET (autovacuum_enabled = false)");
                store.heartbeat(ME, Duration.ofMinutes(10));
                for (int from = 0; from < FEW_JOBS; from += BATCH) {
                    claimAndEnd(store, from);
                }
                store.overdue(Duration.ZERO, 1);
                assertThat(store.expire(FEW_JOBS)).isEqualTo(FEW_JOBS);
            }
            Awaitility.await("the server's counts")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Long.parseLong(counted(schema, "n_tup_del")) == FEW_JOBS);
            // Six times for claim, end, both looks and forgetting; a first look that reads all rows in each of its
            // steps makes it eight.
            assertThat(Long.parseLong(counted(schema, "idx_tup_fetch"))).isLessThan(7L * FEW_JOBS);
        }
    }

    private static void register(PostgresStore store, int from) {
        store.register(jobs(from).stream()
                .map(job -> Claims.registration(job, Claims.START))
                .toList());
    }

    private static void claimAndEnd(PostgresStore store, int from) {
        List<ClaimRequest> batch = jobs(from);
        List<ClaimAnswer> answers = store.claim(ME, batch);
        Decided success = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        List<Settlement> settlements = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            long fence = ((ClaimAnswer.Granted) answers.get(i)).fence();
            settlements.add(new Settlement(new FencedKey(batch.get(i).key(), fence), success));
        }
        assertThat(store.decide(settlements)).containsOnly(Standing.RECORDED);
    }

    private static List<ClaimRequest> jobs(int from) {
        List<ClaimRequest> batch = new ArrayList<>();
        for (int job = from; job < from + BATCH; job++) {
            batch.add(Claims.request("job-" + job, Coordinates.FIRST));
        }
        return batch;
    }

    private static String counted(TestSchema schema, String what) throws Exception {
        return schema.ask("SELECT coalesce(sum(" + what + "), 0) FROM pg_stat_user_tables WHERE relname = 'job'"
                + " AND schemaname = '" + schema.name() + "'");
    }
}
