package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.SettleSearch.Before;
import dev.warren.idempotency.SettleSearch.Budget;
import dev.warren.idempotency.SettleSearch.Rule;
import dev.warren.idempotency.SettleSearch.Success;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every interleaving of a few faults, one job and two workers, on the real store: no job may be lost, or end in two ways. */
class SettleSearchTest {
    private static final Set<Rule> ALL = EnumSet.allOf(Rule.class);

    @ParameterizedTest(name = "{0} crashes, {1} lost connections, {2} lapses, {3} resends, {4} replays, {5} cancels")
    @CsvSource({
        "1, 1, 1, 0, 0, 0",
        "2, 0, 1, 0, 0, 0",
        "1, 1, 0, 0, 1, 0",
        "1, 0, 1, 0, 1, 0",
        "1, 0, 1, 1, 0, 0",
        "1, 0, 1, 0, 0, 1",
        "0, 0, 0, 1, 1, 1",
    })
    void noJobIsLostOrEndsTwice(int crashes, int connections, int lapses, int resends, int replays, int cancels) {
        for (Success success : Success.values()) {
            SettleSearch search =
                    new SettleSearch(ALL, success, new Budget(crashes, connections, lapses, resends, replays, cancels));
            assertThat(search.violation()).as("a history that ends badly").isEmpty();
            assertThat(search.quietEnds()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJobThatWasKnownBeforeIsNotLostEither(Success success) {
        SettleSearch search = new SettleSearch(ALL, success, Before.ENQUEUED, new Budget(1, 0, 1, 0, 0, 1));
        assertThat(search.violation()).as("a history that ends badly").isEmpty();
        assertThat(search.quietEnds()).isPositive();
    }

    /** With a rule switched off the search must find what the rule is there for, else it would prove nothing. */
    @ParameterizedTest(name = "without {0}, {1}: {2}")
    @CsvSource({
        "FENCED_FINISHER_HANDS_BACK, PLAIN, LOST,      1, 1, 1, 0, 0, 0",
        "DECIDE_BEFORE_PUBLISHING,   PLAIN, in the dead letters, 1, 0, 0, 0, 0, 0",
        "PUBLISH_BEFORE_MARKING,     PLAIN, LOST,      1, 0, 0, 0, 0, 0",
        "DECIDE_BEFORE_PUBLISHING, WITH_A_FOLLOW_UP, and followed up, 1, 0, 0, 0, 0, 0",
        "PUBLISH_BEFORE_MARKING, WITH_A_FOLLOW_UP, LOST, 1, 0, 0, 0, 0, 0",
        "REPLAY_STARTS_A_LIFE,       PLAIN, LOST,      0, 0, 0, 0, 1, 0",
    })
    void findsWhatEachRuleIsFor(
            Rule without,
            Success success,
            String words,
            int crashes,
            int connections,
            int lapses,
            int resends,
            int replays,
            int cancels) {
        Set<Rule> rules = EnumSet.complementOf(EnumSet.of(without));
        SettleSearch search =
                new SettleSearch(rules, success, new Budget(crashes, connections, lapses, resends, replays, cancels));
        assertThat(search.violation()).isPresent().get().asString().contains(words);
    }

    @Test
    void seesSuccessDeathAndCancellationAmongTheEnds() {
        SettleSearch search = new SettleSearch(ALL, Success.PLAIN, new Budget(0, 0, 0, 0, 0, 1));
        assertThat(search.endStatuses())
                .containsExactlyInAnyOrder(JobStatus.SUCCEEDED, JobStatus.DEAD, JobStatus.CANCELLED);
    }
}
