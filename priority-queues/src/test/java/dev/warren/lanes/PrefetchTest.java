package dev.warren.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefetchTest {
    @ParameterizedTest
    @CsvSource({"1, 100", "6, 100", "7, 112", "10, 160", "62, 992", "63, 1000", "2147483647, 1000"})
    void followsFromTheSlotsBetweenItsBounds(int slots, int expected) {
        assertThat(Prefetch.DEFAULTS.of(slots)).isEqualTo(expected);
    }

    @Test
    void fixedDoesNotFollowFromTheSlots() {
        assertThat(Prefetch.fixed(2_000).of(1)).isEqualTo(2_000);
        assertThat(Prefetch.fixed(2_000).of(64)).isEqualTo(2_000);
    }

    @Test
    void neverFallsAsSlotsRise() {
        Random random = new Random(20261122);
        for (int round = 0; round < 2_000; round++) {
            int most = 1 + random.nextInt(Prefetch.LIMIT);
            Prefetch prefetch = new Prefetch(1 + random.nextInt(100), 1 + random.nextInt(most), most);
            int slots = 1 + random.nextInt(10_000);
            assertThat(prefetch.of(slots))
                    .isBetween(prefetch.least(), most)
                    .isLessThanOrEqualTo(prefetch.of(slots + 1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1 | 10 | prefetch perSlot is 0; it must be between 1 and 65535",
                "1 | 0 | 10 | prefetch least is 0; it must be between 1 and 10",
                "1 | 11 | 10 | prefetch least is 11; it must be between 1 and 10",
                "1 | 1 | 65536 | prefetch most is 65536; it must be between 1 and 65535",
            })
    void refusesValuesOutOfBounds(int perSlot, int least, int most, String message) {
        assertThatThrownBy(() -> new Prefetch(perSlot, least, most))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesAWorkerWithoutSlots() {
        assertThatThrownBy(() -> Prefetch.DEFAULTS.of(0)).hasMessageContaining("prefetch slots is 0");
    }
}
