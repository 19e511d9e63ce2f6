package dev.warren.idempotency.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.conformance.Linearizer.Result;
import dev.warren.idempotency.conformance.Linearizer.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever is asked at the same time, each answer is one that the rules give when the calls on a key, or on two with one lock, come one after the other. */
abstract class LinearizabilityConformance extends Theme {
    private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("linearizability.seconds", 3));

    /** What was a bad moment of the machine does not count. */
    private static final int MOST_ROUNDS_IN_VAIN = 10;

    @Test
    void callsAtTheSameTimeAreAnsweredAsInSomeOrder() throws Exception {
        Optional<IdempotencyStore> beside = fixture.openBeside();
        try {
            List<IdempotencyStore> stores = new ArrayList<>(List.of(store));
            beside.ifPresent(stores::add);
            checkRounds(stores);
        } finally {
            beside.ifPresent(IdempotencyStore::close);
        }
    }

    private void checkRounds(List<IdempotencyStore> stores) throws Exception {
        long begin = System.nanoTime();
        int checked = 0;
        int undecided = 0;
        int inVain = 0;
        for (long round = 1; checked == 0 || System.nanoTime() - begin < BUDGET_NANOS; round++) {
            List<List<Call>> histories = new Contention(fixture, stores, round).run();
            inVain += histories.isEmpty() ? 1 : 0;
            assertThat(inVain).as("rounds in which leases ended early").isLessThan(MOST_ROUNDS_IN_VAIN);
            for (List<Call> history : histories) {
                Result result = Linearizer.check(history);
                if (result.verdict() == Verdict.VIOLATED) {
                    throw new AssertionError("round " + round + ": " + result.account());
                }
                undecided += result.verdict() == Verdict.UNDECIDED ? 1 : 0;
                checked++;
            }
        }
        assertThat(undecided).as("undecided of %s histories", checked).isLessThanOrEqualTo(checked / 100);
    }
}
