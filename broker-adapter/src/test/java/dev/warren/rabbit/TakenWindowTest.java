package dev.warren.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TakenWindowTest {
    @Test
    void givesBackInPiecesOfThirtyTwo() {
        TakenWindow window = new TakenWindow(101, 70);
        assertThat(window.pieces()).containsExactly(132L, 164L, 170L);
        assertThat(window.held()).isEqualTo(70);
        assertThat(window.has(101)).isTrue();
        assertThat(window.has(170)).isTrue();
        assertThat(window.has(171)).isFalse();
    }

    @Test
    void endsAPieceAtTheLastTagThatIsHeld() {
        TakenWindow window = new TakenWindow(1, 64);
        LongStream.rangeClosed(30, 64).forEach(window::removed);
        assertThat(window.pieces()).containsExactly(29L);
        assertThat(window.held()).isEqualTo(29);
    }

    @Test
    void givesNothingBackWhenAllIsRemoved() {
        TakenWindow window = new TakenWindow(1, 40);
        LongStream.rangeClosed(1, 40).forEach(window::removed);
        assertThat(window.pieces()).isEmpty();
        assertThat(window.held()).isZero();
    }
}
