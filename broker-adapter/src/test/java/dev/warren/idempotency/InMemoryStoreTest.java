package dev.warren.idempotency;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.idempotency.conformance.IdempotencyStoreConformance;
import dev.warren.idempotency.conformance.SettableClock;
import dev.warren.idempotency.conformance.StoreFixture;
import dev.warren.job.JobId;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends IdempotencyStoreConformance {
    private static final Owner ME = new Owner("me");
    private static final Decided PLAIN = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());

    private final SettableClock clock = new SettableClock();

    @Override
    protected StoreFixture fixture() {
        return new InMemory();
    }

    /** Closing lets go of nothing, so what is opened again is the same store. */
    static final class InMemory implements StoreFixture {
        private final SettableClock clock = new SettableClock();
        private final InMemoryStore store = InMemoryStore.create(clock, Retention.STANDARD, InMemoryStore.MOST_RECORDS);

        @Override
        public IdempotencyStore open() {
            return store;
        }

        @Override
        public boolean outlivesClosing() {
            return true;
        }

        @Override
        public Retention retention() {
            return Retention.STANDARD;
        }

        @Override
        public void pass(Duration time) {
            clock.advance(time);
        }
    }

    private InMemoryStore store(int mostRecords) {
        InMemoryStore store = InMemoryStore.create(clock, Retention.STANDARD, mostRecords);
        store.heartbeat(ME, Duration.ofMinutes(10));
        return store;
    }

    private static void succeed(InMemoryStore store, String job) {
        long fence = claim(store, job);
        store.decide(List.of(new Settlement(new FencedKey(key(job), fence), Claims.succeed("7"))));
    }

    private static void die(InMemoryStore store, String job) {
        FencedKey claim = new FencedKey(key(job), claim(store, job));
        store.decide(List.of(new Settlement(claim, Claims.dead())));
        store.mark(List.of(claim));
    }

    private static long claim(InMemoryStore store, String job) {
        ClaimAnswer answer = store.claim(ME, List.of(request(job, at(0, 1)))).get(0);
        return ((ClaimAnswer.Granted) answer).fence();
    }

    @Test
    void everyStoreHasAnIdOfItsOwn() {
        assertThat(InMemoryStore.create().id())
                .isNotEqualTo(InMemoryStore.create().id());
    }

    @Test
    void keepsTheDeadForNinetyDays() {
        InMemoryStore store = store(10);
        die(store, "a");
        clock.advance(Duration.ofDays(90));
        assertThat(store.expire(10)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(store.expire(10)).isEqualTo(1);
        assertThat(store.find(key("a"))).isEmpty();
    }

    @Test
    void forgetsTheOldestSuccessesBeyondItsBoundAndDeathsOnlyAfterThem() {
        InMemoryStore store = store(3);
        die(store, "d1");
        for (int i = 1; i <= 4; i++) {
            succeed(store, "s" + i);
        }
        assertThat(List.of("d1", "s3", "s4"))
                .allMatch(job -> store.find(key(job)).isPresent());
        assertThat(List.of("s1", "s2")).allMatch(job -> store.find(key(job)).isEmpty());
        for (int i = 2; i <= 5; i++) {
            die(store, "d" + i);
        }
        assertThat(List.of("d3", "d4", "d5"))
                .allMatch(job -> store.find(key(job)).isPresent());
        assertThat(List.of("d1", "d2", "s3", "s4"))
                .allMatch(job -> store.find(key(job)).isEmpty());
    }

    @Test
    void remembersJobsWithUuidsAsAnyOther() {
        InMemoryStore store = store(10);
        String job = UUID.randomUUID().toString();
        FencedKey claim = succeedPlainly(store, job);

        JobRecord record = store.find(key(job)).orElseThrow();
        assertThat(record.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record.fence()).isEqualTo(claim.fence());
        assertThat(store.search(JobQuery.builder().build()).jobs()).containsExactly(record);
        assertThat(store.claim(ME, List.of(underItsId(job))).get(0)).isInstanceOf(ClaimAnswer.Completed.class);
        assertThat(store.cancel(key(job))).isEqualTo(CancelAnswer.TOO_LATE);
        assertThat(store.decide(List.of(new Settlement(claim, PLAIN)))).containsExactly(Standing.RECORDED);
        clock.advance(Duration.ofHours(24));
        assertThat(store.expire(10)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(store.expire(10)).isEqualTo(1);
        assertThat(store.find(key(job))).isEmpty();
    }

    @Test
    void forgetsTheOldestSuccessFirstWhicheverFormItIsIn() {
        InMemoryStore store = store(3);
        List<String> jobs =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(3).toList();
        for (String job : jobs) {
            clock.advance(Duration.ofSeconds(1));
            succeedPlainly(store, job);
            clock.advance(Duration.ofSeconds(1));
            succeed(store, "after-" + job);
        }
        assertThat(List.of("after-" + jobs.get(1), jobs.get(2), "after-" + jobs.get(2)))
                .allMatch(job -> store.find(key(job)).isPresent());
        assertThat(List.of(jobs.get(0), "after-" + jobs.get(0), jobs.get(1)))
                .allMatch(job -> store.find(key(job)).isEmpty());
        clock.advance(Duration.ofDays(2));
        assertThat(store.expire(1)).isEqualTo(1);
        assertThat(store.expire(10)).isEqualTo(2);
    }

    @Test
    void findsWhatIsKeptInArraysAfterTheyGrewAndTurned() {
        int most = 6_000;
        InMemoryStore store = store(most);
        List<String> jobs = Stream.generate(() -> UUID.randomUUID().toString())
                .limit(most + 500)
                .toList();
        jobs.forEach(job -> succeedPlainly(store, job));
        JobQuery query = JobQuery.builder().most(1_000).build();
        List<String> found = new ArrayList<>();
        Optional<JobQuery> asked = Optional.of(query);
        while (asked.isPresent()) {
            JobPage page = store.search(asked.get());
            page.jobs().forEach(record -> found.add(record.key().key()));
            asked = page.next().map(query::after);
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(jobs.subList(500, jobs.size()));
    }

    private static FencedKey succeedPlainly(InMemoryStore store, String job) {
        ClaimAnswer answer = store.claim(ME, List.of(underItsId(job))).get(0);
        FencedKey claim = new FencedKey(key(job), ((ClaimAnswer.Granted) answer).fence());
        assertThat(store.decide(List.of(new Settlement(claim, PLAIN)))).containsExactly(Standing.RECORDED);
        return claim;
    }

    private static ClaimRequest underItsId(String job) {
        return new ClaimRequest(
                key(job),
                new JobId(job),
                at(0, 1),
                1,
                7,
                Claims.START,
                Optional.empty(),
                0,
                Claims.POISON_AFTER,
                LaneName.BULK);
    }

    @Test
    void neverForgetsWhatRunsForTheSakeOfItsBound() {
        InMemoryStore store = store(1);
        claim(store, "running");
        for (int i = 1; i <= 10; i++) {
            succeed(store, "s" + i);
        }
        assertThat(store.find(key("running"))).isPresent();
        assertThat(store.find(key("s10"))).isPresent();
        assertThat(store.find(key("s9"))).isEmpty();
    }

    @Test
    void keepsForACenturyIfToldSo() {
        Duration century = Duration.ofDays(36_500);
        InMemoryStore store = InMemoryStore.create(clock, new Retention(century, century), 10);
        store.cancel(key("a"));
        store.cancel(key("b"));
        clock.advance(century);
        assertThat(store.expire(10)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(store.expire(10)).isEqualTo(2);
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        Duration day = Duration.ofDays(1);
        Duration tooLong = Duration.ofDays(36_501);
        for (Runnable wrong : List.<Runnable>of(
                () -> new Retention(day.negated(), day),
                () -> new Retention(day, day.negated()),
                () -> new Retention(ChronoUnit.FOREVER.getDuration(), day),
                () -> new Retention(day, tooLong))) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("retention is");
        }
        assertThatThrownBy(() -> store(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mostRecords is 0");
    }
}
