package dev.warren.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GambleTest {
    private final Gamble gamble = new Gamble();

    @Test
    void isWorthItUntilItIsLost() {
        assertThat(turnsLeftOut()).isZero();
        assertThat(turnsLeftOut()).isZero();
    }

    @Test
    void isLeftOutForLongerEachTimeItIsLostAgain() {
        for (int expected : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 1_024}) {
            gamble.lost();
            assertThat(turnsLeftOut()).isEqualTo(expected);
        }
    }

    @Test
    void forgetsItsLossesWhenItIsWon() {
        gamble.lost();
        gamble.lost();
        assertThat(turnsLeftOut()).isEqualTo(2);
        gamble.won();
        assertThat(turnsLeftOut()).isZero();
        gamble.lost();
        assertThat(turnsLeftOut()).isEqualTo(1);
    }

    private int turnsLeftOut() {
        int turns = 0;
        while (!gamble.isWorthIt()) {
            turns++;
        }
        return turns;
    }
}
