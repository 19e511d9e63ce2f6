package dev.warren.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnThreadTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NEVER_BY_ITSELF = Duration.ofHours(1);

    /** Tells of each turn, and answers what it is told. */
    private static final class Told implements Turns {
        private final BlockingQueue<Integer> turns = new LinkedBlockingQueue<>();
        private volatile Duration rest;
        private volatile Runnable wake = () -> {};
        private volatile boolean over;
        private volatile int ends;
        private int number;

        Told(Duration rest) {
            this.rest = rest;
        }

        @Override
        public Duration turn() {
            Duration answer = rest;
            turns.add(++number);
            return answer;
        }

        @Override
        public void onNews(Runnable toWake) {
            wake = toWake;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // the thread alone writes
        public void end() {
            ends++;
        }

        void awaitTurn(int which) throws InterruptedException {
            assertThat(turns.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(which);
        }
    }

    private final Told turns = new Told(NEVER_BY_ITSELF);
    private final TurnThread thread = new TurnThread("told", turns);

    @AfterEach
    void end() throws InterruptedException {
        thread.interrupt();
        assertThat(thread.join(SOON)).isTrue();
    }

    @Test
    void comesRoundForEveryNews() throws InterruptedException {
        thread.start();
        for (int i = 1; i <= 10_000; i++) {
            turns.awaitTurn(i);
            turns.wake.run();
        }
    }

    @Test
    void comesRoundWhenItsRestIsOver() throws InterruptedException {
        turns.rest = Duration.ofMillis(1);
        thread.start();
        turns.awaitTurn(1);
        turns.awaitTurn(2);
        turns.rest = Duration.ZERO;
        turns.awaitTurn(3);
        turns.awaitTurn(4);
        turns.rest = NEVER_BY_ITSELF;
    }

    @Test
    void isNotWokenInVainBeforeItStarts() throws InterruptedException {
        turns.wake.run();
        thread.start();
        turns.awaitTurn(1);
        turns.awaitTurn(2);
    }

    @Test
    void endsOnceWhenItsTurnsAreOver() throws InterruptedException {
        thread.start();
        turns.awaitTurn(1);
        turns.over = true;
        turns.wake.run();
        assertThat(thread.join(SOON)).isTrue();
        assertThat(turns.ends).isEqualTo(1);
    }

    @Test
    void tellsItsTurnsWhenItIsInterrupted() throws InterruptedException {
        thread.start();
        turns.awaitTurn(1);
        thread.interrupt();
        assertThat(thread.join(SOON)).isTrue();
        assertThat(turns.ends).isEqualTo(1);
    }

    @Test
    void endsOutOfARest() throws InterruptedException {
        thread.start();
        turns.awaitTurn(1);
        thread.end();
        assertThat(thread.join(SOON)).isTrue();
        assertThat(turns.turns).isEmpty();
    }
}
