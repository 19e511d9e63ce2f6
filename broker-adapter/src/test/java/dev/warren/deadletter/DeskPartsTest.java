package dev.warren.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.Message;
import dev.warren.broker.QueueLook.Taken;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The pure parts of a desk. */
class DeskPartsTest {
    private static Taken ofSize(int bytes) {
        return new Taken(1, "", "", new Message(Message.Properties.of("t", "a", Map.of()), new byte[bytes]));
    }

    @Test
    void takesFewerLargeMessagesAtOnceAndMoreSmallOnes() {
        assertThat(Window.FIRST.after(List.of(ofSize(100))).size()).isEqualTo(64);
        assertThat(new Window(400).after(List.of(ofSize(100))).size()).isEqualTo(500);
        assertThat(new Window(500).after(List.of(ofSize(100), ofSize(1 << 20))).size())
                .isEqualTo(16);
        assertThat(new Window(500).after(List.of(ofSize(16 << 20))).size()).isEqualTo(8);
    }

    @Test
    void spreadsTurnsEvenlyWithoutMakingUpForDelays() {
        long[] now = {1_000};
        List<Long> waits = new ArrayList<>();
        Pace pace = new Pace(OptionalInt.of(10), () -> now[0], wait -> {
            waits.add(wait);
            now[0] += wait;
        });
        pace.awaitTurn();
        pace.awaitTurn();
        now[0] += 1_000_000_000L;
        pace.awaitTurn();
        pace.awaitTurn();
        assertThat(waits).containsExactly(100_000_000L, 100_000_000L);
    }

    @Test
    void doesNotWaitWithoutARate() {
        Pace pace = new Pace(OptionalInt.empty(), () -> 5, wait -> {
            throw new AssertionError("waited " + wait);
        });
        pace.awaitTurn();
        pace.awaitTurn();
    }

    @Test
    void knowsDoublesByJobLifeAndBody() {
        Map<String, Object> life0 = Map.of("dead-reason", "poison");
        Map<String, Object> life1 = Map.of("dead-reason", "poison", "life", 1);
        Doubles doubles = new Doubles();
        assertThat(doubles.hasSeen(Letters.of("a", life0, "{}"))).isFalse();
        assertThat(doubles.hasSeen(Letters.of("a", life0, "{}"))).isTrue();
        assertThat(doubles.hasSeen(Letters.of("a", life1, "{}"))).isFalse();
        assertThat(doubles.hasSeen(Letters.of("b", life0, "{}"))).isFalse();
        assertThat(doubles.hasSeen(Letters.of("a", life0, "[]"))).isFalse();
    }

    @Test
    void takesLettersWithoutAnIdForNobodysDouble() {
        Doubles doubles = new Doubles();
        assertThat(doubles.hasSeen(Letters.of("", Map.of(), "x"))).isFalse();
        assertThat(doubles.hasSeen(Letters.of("", Map.of(), "x"))).isFalse();
    }

    @Test
    void knowsHomesByTheExchange() {
        Topology topology = Topology.standard();
        Homes homes = new Homes(topology);
        assertThat(homes.of("jobs.bulk", "x").orElseThrow().queue()).isEqualTo("jobs.bulk");
        assertThat(homes.of("jobs.bulk.delay.07", "0.1.x").orElseThrow().queue())
                .isEqualTo("jobs.bulk");
        assertThat(homes.of("jobs.dead", "bulk").orElseThrow())
                .isEqualTo(new UnroutedMessage.Home("jobs.dead", "bulk", "jobs.bulk.dead"));
        assertThat(homes.of("jobs.dead", "gone")).isEmpty();
        assertThat(homes.of("", "jobs.unrouted")).isEmpty();
        assertThat(homes.in(LaneName.DEFAULT).queue()).isEqualTo("jobs.default");
    }

    @Test
    void refusesBoundsThatAreBroken() {
        assertThatThrownBy(() -> new Page(-1, 1)).hasMessage("skip is -1; it must be 0 or more");
        assertThatThrownBy(() -> Page.first(0)).hasMessageContaining("it must be 1 or more");
        assertThatThrownBy(() -> Removal.standard().atRate(0)).hasMessageContaining("from 1 to 100000");
        assertThatThrownBy(() -> Removal.standard().atMost(0)).hasMessageContaining("it must be 1 or more");
    }
}
