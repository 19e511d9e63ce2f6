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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends IdempotencyStoreConformance {
    private static final Owner ME = new Owner("me");

    private final SettableClock clock = new SettableClock();

    @Override
    protected StoreFixture fixture() {
        return new InMemory();
    }

    /** Closing lets go of nothing, so what is opened again is the same store. */
    private static final class InMemory implements StoreFixture {
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
    void refusesBoundsThatMakeNoSense() {
        Duration day = Duration.ofDays(1);
        for (Runnable wrong :
                List.<Runnable>of(() -> new Retention(day.negated(), day), () -> new Retention(day, day.negated()))) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("retention is");
        }
        assertThatThrownBy(() -> store(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mostRecords is 0");
    }
}
