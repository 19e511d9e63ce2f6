package dev.warren.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.chaos.faults.Fault.Track;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration LENGTH = Duration.ofMinutes(1);

    private static Map<Fault, Integer> eachTwice() {
        Map<Fault, Integer> counts = new LinkedHashMap<>();
        Faults.all().forEach(fault -> counts.put(fault, 2));
        return counts;
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(Schedule.plan(7, eachTwice(), LENGTH)).isEqualTo(Schedule.plan(7, eachTwice(), LENGTH));
    }

    @Test
    void isAnotherForAnotherSeed() {
        assertThat(Schedule.plan(7, eachTwice(), LENGTH)).isNotEqualTo(Schedule.plan(8, eachTwice(), LENGTH));
    }

    @Test
    void hasEachFaultAsOftenAsAskedWithinTheTimeInTheirOrder() {
        List<Schedule.Entry> plan = Schedule.plan(7, eachTwice(), LENGTH);

        assertThat(plan).hasSize(2 * Faults.all().size());
        for (Fault fault : Faults.all()) {
            assertThat(plan.stream().filter(entry -> entry.fault().equals(fault)))
                    .hasSize(2);
        }
        assertThat(plan).extracting(Schedule.Entry::at).isSorted().allMatch(at -> at.compareTo(LENGTH) < 0);
        assertThat(plan)
                .extracting(Schedule.Entry::number)
                .isSorted()
                .startsWith(1)
                .endsWith(plan.size());
    }

    @Test
    void leavesTimeBetweenTheFaultsOfOneTrack() {
        Fault kill = Faults.named("broker-kill").orElseThrow();

        List<Schedule.Entry> plan = Schedule.plan(7, Map.of(kill, 10), Duration.ofSeconds(100));

        for (int i = 1; i < plan.size(); i++) {
            assertThat(plan.get(i).at().minus(plan.get(i - 1).at())).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        }
        assertThat(kill.track()).isEqualTo(Track.BROKER);
    }

    @Test
    void namesEachFaultOnce() {
        assertThat(Faults.all())
                .extracting(Fault::word)
                .doesNotHaveDuplicates()
                .allMatch(word -> word.matches("[a-z0-9-]+"));
    }
}
