package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink.Numbers;
import dev.warren.broker.PublishLink.Returned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfirmTrackerTest {
    private final ConfirmTracker tracker = new ConfirmTracker();

    private Pending sent(long number, String exchange, String key, @Nullable String id) {
        Message.Properties properties =
                new Message.Properties("t", id, null, null, null, null, null, null, null, null, null, null, Map.of());
        Pending pending = new Pending(new Publication(exchange, key, new Message(properties, new byte[0])), number);
        tracker.sent(number, pending);
        return pending;
    }

    private Pending sent(long number) {
        return sent(number, "jobs.default", "t", "id-" + number);
    }

    @Test
    void answersOneByOneInAnyOrder() {
        Pending first = sent(1);
        Pending second = sent(2);
        Pending third = sent(3);
        assertThat(tracker.answered(Numbers.single(2))).containsExactly(second);
        assertThat(tracker.answered(Numbers.single(1))).containsExactly(first);
        assertThat(tracker.answered(Numbers.single(3))).containsExactly(third);
        assertThat(tracker.takeAll()).isEmpty();
    }

    @Test
    void answersManyAtOnceInTheOrderOfSending() {
        Pending first = sent(1);
        Pending second = sent(2);
        Pending third = sent(3);
        Pending fourth = sent(4);
        assertThat(tracker.answered(Numbers.single(2))).containsExactly(second);
        assertThat(tracker.answered(Numbers.upTo(3))).containsExactly(first, third);
        assertThat(tracker.takeAll()).containsExactly(fourth);
    }

    @Test
    void upToTheFirstIsTheFirst() {
        Pending first = sent(1);
        sent(2);
        assertThat(tracker.answered(Numbers.upTo(1))).containsExactly(first);
    }

    @Test
    void answersAboutTheUnknownTakeNothingOut() {
        Pending known = sent(5);
        assertThat(tracker.answered(Numbers.single(4))).isEmpty();
        assertThat(tracker.answered(Numbers.upTo(4))).isEmpty();
        assertThat(tracker.answered(Numbers.single(6))).isEmpty();
        assertThat(tracker.answered(Numbers.single(5))).containsExactly(known);
        assertThat(tracker.answered(Numbers.single(5))).isEmpty();
        assertThat(tracker.answered(Numbers.upTo(99))).isEmpty();
    }

    @Test
    void aReturnIsMatchedByExchangeKeyAndId() {
        Pending otherExchange = sent(1, "jobs.bulk", "t", "a");
        Pending otherKey = sent(2, "jobs.default", "u", "a");
        Pending otherId = sent(3, "jobs.default", "t", "b");
        Pending meant = sent(4, "jobs.default", "t", "a");
        tracker.returned(new Returned("jobs.default", "t", "a", "NO_ROUTE"));
        assertThat(meant.returnReason()).contains("NO_ROUTE");
        assertThat(List.of(otherExchange, otherKey, otherId))
                .allSatisfy(other -> assertThat(other.returnReason()).isEmpty());
        assertThat(tracker.answered(Numbers.single(4)))
                .as("its confirm still comes")
                .containsExactly(meant);
    }

    @Test
    void threeReturnsOfOneIdAreThreePublications() {
        List<Pending> same = List.of(
                sent(1, "jobs.default", "t", "a"),
                sent(2, "jobs.default", "t", "a"),
                sent(3, "jobs.default", "t", "a"));
        for (int i = 0; i < 3; i++) {
            assertThat(same.get(i).returnReason()).isEmpty();
            tracker.returned(new Returned("jobs.default", "t", "a", "NO_ROUTE"));
            assertThat(same.get(i).returnReason()).contains("NO_ROUTE");
        }
        tracker.returned(new Returned("jobs.default", "t", "a", "NO_ROUTE"));
        assertThat(tracker.answered(Numbers.upTo(3))).isEqualTo(same);
    }

    @Test
    void aReturnWithoutIdIsOfAPublicationWithoutId() {
        Pending withId = sent(1, "jobs.default", "t", "a");
        Pending without = sent(2, "jobs.default", "t", null);
        tracker.returned(new Returned("jobs.default", "t", "", "NO_ROUTE"));
        assertThat(without.returnReason()).contains("NO_ROUTE");
        assertThat(withId.returnReason()).isEmpty();
    }

    @Test
    void takesOutWhatIsOpenInTheOrderOfSending() {
        List<Pending> all = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            all.add(sent(i));
        }
        tracker.answered(Numbers.single(7));
        all.remove(6);
        assertThat(tracker.takeAll()).containsExactlyElementsOf(all);
        assertThat(tracker.takeAll()).isEmpty();
    }

    @Test
    void agreesWithAPlainMapWhateverTheOrderOfAnswers() {
        Random random = new Random(20_261_122);
        for (int round = 0; round < 200; round++) {
            ConfirmTracker fresh = new ConfirmTracker();
            TreeMap<Long, Pending> open = new TreeMap<>();
            long next = 1;
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(3) > 0) {
                    Pending pending = sent(next);
                    fresh.sent(next, pending);
                    open.put(next++, pending);
                } else {
                    long number = 1L + random.nextInt((int) next);
                    boolean multiple = random.nextBoolean();
                    List<Pending> expected = new ArrayList<>();
                    if (multiple) {
                        expected.addAll(open.headMap(number, true).values());
                        open.headMap(number, true).clear();
                    } else if (open.containsKey(number)) {
                        expected.add(open.remove(number));
                    }
                    assertThat(fresh.answered(multiple ? Numbers.upTo(number) : Numbers.single(number)))
                            .isEqualTo(expected)
                            .isSortedAccordingTo(Comparator.comparingLong(Pending::startNanos));
                }
            }
            assertThat(fresh.takeAll()).containsExactlyElementsOf(open.values());
        }
    }
}
