package dev.warren.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private final World world = World.of(1);
    private final List<String> done = new ArrayList<>();

    @Test
    void doesThingsInTheOrderOfTimeAndLetsTimePassBetweenThem() {
        world.agenda()
                .after(2_000_000, () -> done.add("second at " + world.time().millis()));
        world.agenda()
                .after(1_000_000, () -> done.add("first at " + world.time().millis()));

        world.agenda().runUntilIdle(10);

        long start = VirtualTime.START.toEpochMilli();
        assertThat(done).containsExactly("first at " + (start + 1), "second at " + (start + 2));
        assertThat(world.time().instant()).isEqualTo(VirtualTime.START.plusMillis(2));
    }

    @Test
    void letsSeedsDecideBetweenThingsDueAtTheSameInstant() {
        Set<List<String>> orders = new LinkedHashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            orders.add(orderOfThree(seed));
            assertThat(orderOfThree(seed)).isEqualTo(orderOfThree(seed));
        }

        assertThat(orders).hasSize(6);
    }

    private static List<String> orderOfThree(long seed) {
        World some = World.of(seed);
        List<String> order = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            some.agenda().after(5, () -> order.add(name));
        }
        some.agenda().runUntilIdle(3);
        return order;
    }

    @Test
    void letsASpanPassThoughNothingIsDueInIt() {
        world.agenda().after(Duration.ofSeconds(2).toNanos(), () -> done.add("late"));

        world.agenda().runFor(Duration.ofSeconds(1));

        assertThat(done).isEmpty();
        assertThat(world.time().nanos()).isEqualTo(1_000_000_000);
    }

    @Test
    void failsARunThatNeverComesToRest() {
        again();

        assertThatThrownBy(() -> world.agenda().runUntilIdle(100)).hasMessageContaining("not idle after 100 steps");
    }

    private void again() {
        world.agenda().after(1, this::again);
    }

    @Test
    void framesNeverOvertakeEachOtherInAPipe() {
        Pipe pipe = new Pipe(world);
        List<Integer> arrived = new ArrayList<>();
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int frame = i;
            sent.add(frame);
            pipe.send(() -> arrived.add(frame));
        }

        world.agenda().runUntilIdle(1_000);

        assertThat(arrived).isEqualTo(sent);
    }

    @Test
    void aHeldPipeLetsNothingThroughUntilItIsReleased() {
        Pipe pipe = new Pipe(world);
        pipe.send(() -> done.add("a"));
        pipe.hold();
        world.agenda().runFor(Duration.ofSeconds(1));
        assertThat(done).isEmpty();

        pipe.release();
        world.agenda().runUntilIdle(10);

        assertThat(done).containsExactly("a");
    }

    @Test
    void theHistoryKeepsTheLastLinesAndSaysHowManyItLeftOut() {
        for (int i = 0; i < 2_003; i++) {
            world.history().note("line", i);
        }

        assertThat(world.history().toString())
                .startsWith("(3 earlier lines left out)")
                .doesNotContain("line 2\n")
                .contains("0.000 ms  line 3\n")
                .endsWith("line 2002\n");
    }
}
