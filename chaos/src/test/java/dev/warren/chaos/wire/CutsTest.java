package dev.warren.chaos.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CutsTest {
    @Test
    void cutsBeforeTheFirstByteAndAfterEach() {
        assertThat(Cuts.everywhere(Target.ACK, 21, 7))
                .extracting(Cut::after)
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 21).boxed().toList());
    }

    @Test
    void makesTheSameCutsForTheSameSeedAndOthersForAnother() {
        assertThat(Cuts.sample(Target.PUBLISH, 500, 12, 7)).isEqualTo(Cuts.sample(Target.PUBLISH, 500, 12, 7));
        assertThat(Cuts.sample(Target.PUBLISH, 500, 12, 7)).isNotEqualTo(Cuts.sample(Target.PUBLISH, 500, 12, 8));
    }

    @Test
    void samplesBothEndsAndNoPlaceTwice() {
        assertThat(Cuts.sample(Target.PUBLISH, 500, 12, 7))
                .extracting(Cut::after)
                .hasSize(12)
                .doesNotHaveDuplicates()
                .startsWith(0)
                .endsWith(500);
    }

    @Test
    void refusesToLoseWhatWouldShiftTheNumbersOfAllThatFollows() {
        assertThatThrownBy(() -> new Cut(Passage.PUBLISH, 0, Ending.LOSE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cut(Passage.CONFIRM, 3, Ending.LOSE)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Cut(Passage.CONFIRM, 0, Ending.LOSE).passage()).isEqualTo(Passage.CONFIRM);
    }
}
