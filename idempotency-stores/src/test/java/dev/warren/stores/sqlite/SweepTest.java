package dev.warren.stores.sqlite;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.stores.sqlite.SweepInvariants.assertHold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.idempotency.conformance.SettableClock;
import dev.warren.job.Coordinates;
import dev.warren.outcome.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the two looks leave behind, and what becomes of it later. */
@Timeout(120)
class SweepTest {
    private static final Owner ME = new Owner("me");
    private static final Coordinates FIRST = Coordinates.FIRST;
    private static final Decided SUCCESS = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final int ALL = 1_000_000;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private SqliteStore store;

    @BeforeEach
    void open() {
        store = beside(Retention.STANDARD);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        assertHold(file());
    }

    private Path file() {
        return directory.resolve("jobs.db");
    }

    private SqliteStore beside(Retention retention) {
        return SqliteStore.builder(file()).clock(clock).retention(retention).open();
    }

    private List<FencedKey> claim(int from, int until) {
        List<ClaimRequest> batch = IntStream.range(from, until)
                .mapToObj(i -> Claims.request("job-" + i, FIRST))
                .toList();
        store.heartbeat(ME, Duration.ofSeconds(10));
        List<ClaimAnswer> answers = store.claim(ME, batch);
        List<FencedKey> claims = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            claims.add(new FencedKey(batch.get(i).key(), ((ClaimAnswer.Granted) answers.get(i)).fence()));
        }
        return claims;
    }

    private void decide(List<FencedKey> claims, Decided decided) {
        assertThat(store.decide(claims.stream()
                        .map(claim -> new Settlement(claim, decided))
                        .toList()))
                .containsOnly(Standing.RECORDED);
    }

    private void lapse() {
        clock.advance(Duration.ofSeconds(11));
    }

    private List<String> overdue() {
        return keys(store.overdue(Duration.ZERO, ALL));
    }

    private static List<String> keys(List<JobRecord> records) {
        return records.stream().map(record -> record.key().key()).toList();
    }

    private long number(String sql) throws Exception {
        return SweepInvariants.numbers(file(), sql).get(0);
    }

    private long entries() throws Exception {
        return number("SELECT count(*) FROM watch");
    }

    // The first look.

    @Test
    void aJobThatEndedBeforeAnybodyLookedLeavesNothing() throws Exception {
        decide(claim(0, 100), SUCCESS);
        claim(100, 101);
        lapse();
        assertThat(overdue()).containsExactly("job-100");
        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void anEntryGoesWhenItsJobIsFoundToHaveEnded() throws Exception {
        List<FencedKey> claims = claim(0, 2_000);
        overdue();
        assertThat(entries()).isEqualTo(2_000);
        decide(claims.subList(0, 1_999), SUCCESS);
        lapse();
        assertThat(overdue()).containsExactly("job-1999");
        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void entriesThatSayTooEarlyATimeDoNotSpoilTheOrder() {
        store.register(
                List.of(registered("job-0", Duration.ofMinutes(-30)), registered("job-1", Duration.ofMinutes(-20))));
        assertThat(overdue()).containsExactly("job-0", "job-1");
        claim(0, 1); // the fast way; it is due later now
        lapse();
        assertThat(keys(store.overdue(Duration.ZERO, 1))).containsExactly("job-1");
        assertThat(overdue()).containsExactly("job-1", "job-0");
    }

    @Test
    void aJobThatIsClaimedBeforeItsTimeIsMissedWhenItsWorkerIsGone() {
        store.register(List.of(registered("job-0", DAY)));
        assertThat(overdue()).isEmpty();
        claim(0, 1);
        lapse();
        assertThat(overdue()).containsExactly("job-0");
    }

    private Registration registered(String job, Duration dueIn) {
        return Claims.registration(Claims.request(job, FIRST), clock.instant().plus(dueIn));
    }

    @Test
    void aJobThatComesBackToLifeIsSeenAgain() {
        List<FencedKey> claims = claim(0, 1);
        decide(claims, Claims.dead());
        store.mark(claims);
        assertThat(overdue()).isEmpty();
        store.claim(ME, List.of(Claims.request("job-0", at(1, 1))));
        lapse();
        assertThat(overdue()).containsExactly("job-0");
    }

    @Test
    void looksAtManyRowsStepByStep() throws Exception {
        claim(0, 1);
        pretend(2, 160_000, "CASE WHEN i % 49999 = 0 THEN 1 ELSE 10 END");
        lapse();
        assertThat(overdue()).hasSize(4);
        assertThat(number("SELECT first FROM look")).isEqualTo(160_000);
    }

    @Test
    void writesManyEntriesStepByStep() throws Exception {
        pretend(1, 1_500, "1");
        pretend(90_001, 90_500, "1");
        assertThat(overdue()).hasSize(2_000);
        assertThat(entries()).isEqualTo(2_000);
    }

    /** Rows as if they had arrived in this order, a second ago. */
    private void pretend(long first, long last, String status) throws Exception {
        store.register(List.of(registered("the scope", DAY.multipliedBy(400))));
        try (Database database = Database.open(file(), Duration.ofSeconds(10), 8)) {
            long now = Time.micros(clock.instant()) - 1_000_000;
            database.execute(
                    "DELETE FROM job WHERE key = 'the scope'; INSERT INTO job (seq, scope, key, payload_hash, status, life, run,"
                            + " attempt, fence, suspicion, crashes, enqueued, due, changed) WITH RECURSIVE i (i) AS (VALUES ("
                            + first
                            + ") UNION ALL SELECT i + 1 FROM i WHERE i < " + last + ") SELECT i, 1, 'old-' || i, 0, "
                            + status
                            + ", 0, 1, 1, i, 0, 0, 0, " + now + ", " + now + " FROM i; UPDATE store SET last_fence = "
                            + last);
        }
    }

    // The second look.

    @Test
    void forgetsWithoutAnybodyEverHavingAskedWhatIsOverdue() throws Exception {
        decide(claim(0, 1_200), SUCCESS);
        clock.advance(DAY.plus(MOMENT));
        assertThat(store.expire(ALL)).isEqualTo(1_200);
        assertThat(entries()).isZero();
        assertThat(number("SELECT count(*) FROM job")).isZero();
    }

    @Test
    void forgetsAJobThatWasStillOpenWhenItWasSeenTwice() {
        List<FencedKey> late = claim(0, 1);
        decide(claim(1, 2), SUCCESS);
        clock.advance(DAY.plus(MOMENT));
        assertThat(store.expire(ALL)).isEqualTo(1);
        decide(late, SUCCESS);
        clock.advance(DAY.minus(MOMENT));
        assertThat(store.expire(ALL)).isZero();
        clock.advance(MOMENT.multipliedBy(2));
        assertThat(store.expire(ALL)).isEqualTo(1);
    }

    @Test
    void anEntryOfTheFirstLookGoesWithItsJob() throws Exception {
        List<FencedKey> claims = claim(0, 10);
        overdue();
        decide(claims, SUCCESS);
        clock.advance(DAY.plus(MOMENT));
        assertThat(store.expire(ALL)).isEqualTo(10);
        assertThat(entries()).isZero();
    }

    @Test
    void forgetsNoMoreThanToldThoughItMeetsOthersOnTheWay() {
        List<FencedKey> claims = claim(0, 30);
        decide(claims.subList(0, 10), SUCCESS);
        decide(claims.subList(10, 20), Claims.dead());
        store.mark(claims.subList(10, 20));
        decide(claims.subList(20, 30), SUCCESS);
        clock.advance(DAY.plus(MOMENT));
        assertThat(store.expire(15)).isEqualTo(15);
        assertThat(store.expire(15)).isEqualTo(5);
        clock.advance(DAY.multipliedBy(90));
        assertThat(store.expire(ALL)).isEqualTo(10);
    }

    @Test
    void rowsThatChangeAgainAndAgainHoldItUpForOneMoreTermAtMost() {
        store.expire(ALL);
        List<FencedKey> stubborn = claim(0, 700);
        decide(claim(700, 800), SUCCESS);
        store.expire(ALL); // sets the mark
        clock.advance(DAY.minus(MOMENT));
        decide(stubborn, Claims.retry(FIRST, clock.instant()));
        store.mark(stubborn);
        List<ClaimRequest> again = IntStream.range(0, 700)
                .mapToObj(i -> Claims.request("job-" + i, at(0, 2)))
                .toList();
        store.heartbeat(new Owner("again"), Duration.ofMinutes(1));
        store.claim(new Owner("again"), again);
        clock.advance(MOMENT.multipliedBy(2));
        assertThat(store.expire(ALL)).isEqualTo(100);
        clock.advance(Duration.ofMinutes(2));
        assertThat(overdue()).hasSize(700);
    }

    @Test
    void aShorterRetentionHoldsForWhatHasEndedBefore() {
        List<FencedKey> claims = claim(0, 20);
        decide(claims.subList(0, 10), SUCCESS);
        decide(claims.subList(10, 20), Claims.dead());
        store.mark(claims.subList(10, 20));
        clock.advance(Duration.ofHours(30));
        assertThat(store.expire(ALL)).isEqualTo(10);
        try (SqliteStore shorter = beside(new Retention(DAY, Duration.ofHours(20)))) {
            assertThat(shorter.expire(ALL)).isEqualTo(10);
        }
    }

    @Test
    void theOtherTimeMayBeTheShorterOne() {
        List<FencedKey> claims = claim(0, 20);
        decide(claims.subList(0, 10), SUCCESS);
        decide(claims.subList(10, 20), Claims.dead());
        store.mark(claims.subList(10, 20));
        try (SqliteStore other = beside(new Retention(DAY, Duration.ofHours(1)))) {
            clock.advance(Duration.ofHours(1).plus(MOMENT));
            assertThat(other.expire(ALL)).isEqualTo(10);
            clock.advance(DAY);
            assertThat(other.expire(ALL)).isEqualTo(10);
        }
    }

    // Both.

    @Test
    void aStoreThatIsOpenedGoesOnWhereAnotherWas() throws Exception {
        decide(claim(0, 10), SUCCESS);
        claim(10, 20);
        overdue();
        clock.advance(DAY.plus(MOMENT));
        store.expire(ALL);
        List<Long> looks = List.of(number("SELECT first FROM look"), number("SELECT second FROM look"));
        store.close();
        store = beside(Retention.STANDARD);
        assertThat(overdue()).hasSize(10);
        assertThat(store.expire(ALL)).isZero();
        assertThat(List.of(number("SELECT first FROM look"), number("SELECT second FROM look")))
                .isEqualTo(looks)
                .containsExactly(20L, 20L);
    }

    @Test
    void keepsTheLeaseOfAJobThatNobodyHasLookedAt() {
        claim(0, 1);
        clock.advance(Duration.ofHours(2));
        store.expire(ALL);
        assertThat(store.find(key("job-0")).orElseThrow().owner()).contains(ME);
    }
}
