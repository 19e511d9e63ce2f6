package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaterTest {
    /** Just before the count wraps around. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private final Later later = new Later(nanos::get);
    private final List<String> done = new ArrayList<>();

    private void after(long delayNanos, String what) {
        later.after(Duration.ofNanos(delayNanos), () -> done.add(what));
    }

    @Test
    void doesWhatIsDueInTheOrderOfTime() {
        after(30, "c");
        after(10, "a");
        after(20, "b1");
        after(20, "b2");
        assertThat(later.turn()).isEqualTo(Duration.ofNanos(10));
        assertThat(done).isEmpty();
        nanos.addAndGet(9);
        assertThat(later.turn()).isEqualTo(Duration.ofNanos(1));
        assertThat(done).isEmpty();
        nanos.addAndGet(11);
        assertThat(later.turn()).isEqualTo(Duration.ofNanos(10));
        assertThat(done).containsExactly("a", "b1", "b2");
        nanos.addAndGet(1_000);
        assertThat(later.turn()).isEqualTo(Turns.PATIENCE);
        assertThat(done).containsExactly("a", "b1", "b2", "c");
    }

    @Test
    void whatItDoesMayAskForMore() {
        later.after(Duration.ZERO, () -> after(5, "more"));
        assertThat(later.turn()).isEqualTo(Duration.ofNanos(5));
        nanos.addAndGet(5);
        later.turn();
        assertThat(done).containsExactly("more");
    }

    @Test
    void wakesForWhatIsDueBeforeAllElse() {
        AtomicInteger wakes = new AtomicInteger();
        later.onNews(wakes::incrementAndGet);
        after(20, "first");
        assertThat(wakes).hasValue(1);
        after(30, "after it");
        assertThat(wakes).hasValue(1);
        after(10, "before it");
        assertThat(wakes).hasValue(2);
    }
}
