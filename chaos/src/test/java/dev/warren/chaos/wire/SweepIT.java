package dev.warren.chaos.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.testsupport.TestBroker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections cut at every byte. */
class SweepIT {
    private static final int RIGS = 4;
    private static final long SEED = Long.getLong("warren.chaos.seed", 1);

    private final Sweep sweep = new Sweep(TestBroker.shared().uri(), RIGS);

    @ParameterizedTest
    @EnumSource
    void losesAndDoublesNothingWhereverAConnectionIsCut(Target target) throws Exception {
        int length = sweep.lengthOf(target);
        SweepReport report = sweep.run(target, Cuts.everywhere(target, length, SEED));
        System.out.println(target + " of " + length + " bytes: " + report);
        assertThat(report.faults()).isEmpty();
        assertThat(report.cuts()).isEqualTo(length + 1);
    }
}
