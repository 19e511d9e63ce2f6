package dev.warren.idempotency;

import static dev.warren.idempotency.Claims.at;
import static dev.warren.idempotency.Claims.key;
import static dev.warren.idempotency.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.InMemoryStore.Retention;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends IdempotencyStoreContract {
    private static final Owner ME = new Owner("me");

    @Override
    protected IdempotencyStore store(Clock clock) {
        return InMemoryStore.create(clock, Retention.STANDARD);
    }

    @Override
    protected Duration retention() {
        return Duration.ofHours(24);
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
        SettableClock clock = new SettableClock();
        InMemoryStore store = InMemoryStore.create(clock, Retention.STANDARD);
        die(store, "a");
        clock.advance(Duration.ofDays(90));
        assertThat(store.expire(10)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(store.expire(10)).isEqualTo(1);
        assertThat(store.find(key("a"))).isEmpty();
    }

    @Test
    void forgetsTheOldestSuccessesBeyondItsBoundAndDeathsOnlyAfterThem() {
        InMemoryStore store =
                InMemoryStore.create(new SettableClock(), new Retention(Duration.ofDays(1), Duration.ofDays(1), 3));
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
        InMemoryStore store =
                InMemoryStore.create(new SettableClock(), new Retention(Duration.ofDays(1), Duration.ofDays(1), 1));
        claim(store, "running");
        for (int i = 1; i <= 10; i++) {
            succeed(store, "s" + i);
        }
        assertThat(store.find(key("running"))).isPresent();
        assertThat(store.find(key("s10"))).isPresent();
        assertThat(store.find(key("s9"))).isEmpty();
    }

    @Test
    void refusesARetentionOutOfBounds() {
        Duration day = Duration.ofDays(1);
        for (Runnable wrong : List.<Runnable>of(
                () -> new Retention(day.negated(), day, 1),
                () -> new Retention(day, day.negated(), 1),
                () -> new Retention(day, day, 0))) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("retention is");
        }
    }
}
