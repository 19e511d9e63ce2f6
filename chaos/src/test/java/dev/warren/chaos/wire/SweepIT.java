package dev.warren.chaos.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.testsupport.TestBroker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections that are cut, or fall silent, somewhere in a publish, a confirm, a delivery or an ack. The build tries some places of each;
 * {@code -Dwarren.chaos.places=all} tries every byte, {@code -Dwarren.chaos.seed} other places.
 */
@Execution(ExecutionMode.CONCURRENT)
class SweepIT {
    private static final int RIGS = 2;
    private static final long SEED = Long.getLong("warren.chaos.seed", 1);
    private static final String PLACES = System.getProperty("warren.chaos.places", "12");
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(15);

    private final Sweep sweep = new Sweep(TestBroker.shared().uri(), RIGS);

    @ParameterizedTest
    @EnumSource
    void losesAndDoublesNothingWhereverAConnectionIsCut(Target target) throws Exception {
        int length = sweep.lengthOf(target);
        swept(
                target,
                PLACES.equals("all")
                        ? Cuts.everywhere(target, length, SEED)
                        : Cuts.sample(target, length, Integer.parseInt(PLACES), SEED));
    }

    @ParameterizedTest
    @EnumSource(names = {"PUBLISH", "DELIVERY"})
    void noticesAConnectionThatFallsSilentInTheMiddle(Target target) throws Exception {
        SweepReport report = swept(target, Cuts.silences(target, sweep.lengthOf(target), 2 * RIGS, SEED));
        assertThat(report.within(1)).isLessThan(SILENCE_LIMIT);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIRM", "ACK"})
    void outlivesAConfirmOrAnAckThatIsLost(Target target) throws Exception {
        swept(target, Cuts.losses(target, RIGS));
    }

    private SweepReport swept(Target target, List<Cut> cuts) throws InterruptedException {
        SweepReport report = sweep.run(target, cuts);
        assertThat(report.faults()).isEmpty();
        assertThat(report.cuts()).isEqualTo(cuts.size());
        assertThat(report.confirmed()).isEqualTo(cuts.size());
        return report;
    }
}
