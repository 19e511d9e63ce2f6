package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoreConflictTest {
    private static final Announcement MINE = new Announcement("m", 1, "one", List.of("default", "bulk"));

    private static Announcement other(String worker, String store, String... lanes) {
        return new Announcement(worker, 1, store, List.of(lanes));
    }

    @Test
    void isTheSameLaneOfAnotherWorkerFromAnotherStore() {
        assertThat(StoreConflict.of(MINE, other("a", "two", "bulk", "critical")))
                .map(StoreConflict::lanes)
                .hasValue(List.of("bulk"));
    }

    @Test
    void isNoneWithTheSameStoreOrOtherLanesOrOneself() {
        assertThat(StoreConflict.of(MINE, other("a", "one", "bulk"))).isEmpty();
        assertThat(StoreConflict.of(MINE, other("a", "two", "critical"))).isEmpty();
        assertThat(StoreConflict.of(MINE, other("m", "two", "bulk"))).isEmpty();
    }

    @Test
    void isYieldedByOneOfTheTwo() {
        Announcement greater = other("n", "two", "bulk");
        assertThat(StoreConflict.of(MINE, greater).orElseThrow().isMineToYield())
                .isFalse();
        assertThat(StoreConflict.of(greater, MINE).orElseThrow().isMineToYield())
                .isTrue();
    }

    @Test
    void saysWhoWhereAndWhatToDo() {
        assertThat(StoreConflict.of(MINE, other("a", "two", "bulk"))
                        .orElseThrow()
                        .sentence())
                .contains("worker m uses one", "worker a uses two", "[bulk]", "Give both workers the same store");
    }

    @Test
    void anAnnouncementNamesWorkerAndStore() {
        assertThatThrownBy(() -> other(" ", "one")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> other("a", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
