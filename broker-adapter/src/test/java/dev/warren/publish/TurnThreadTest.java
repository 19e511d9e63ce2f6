package dev.warren.publish;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnThreadTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final TurnThread thread = new TurnThread("under test");
    private final Counted turns = new Counted();

    @AfterEach
    void end() throws Exception {
        thread.interrupt();
        thread.join(SOON);
    }

    @Test
    void restsUntilItIsWoken() {
        thread.start(turns);
        await().atMost(SOON).until(() -> turns.taken.get() == 1);
        thread.wake();
        await().atMost(SOON).until(() -> turns.taken.get() >= 2);
    }

    @Test
    void isNotWokenInVainWhileItTakesATurn() {
        turns.during = turn -> {
            if (turn < 100) {
                thread.wake();
            }
        };
        thread.start(turns);
        await().atMost(SOON).until(() -> turns.taken.get() >= 100);
    }

    @Test
    void isNotWokenInVainBeforeItStarts() {
        thread.wake();
        thread.start(turns);
        await().atMost(SOON).until(() -> turns.taken.get() >= 2);
    }

    @Test
    void takesTheNextTurnWhenItsRestIsOver() {
        turns.rest = Duration.ofMillis(1);
        thread.start(turns);
        await().atMost(SOON).until(() -> turns.taken.get() >= 5);
    }

    @Test
    void endsOnceWhenItsTurnsAreOverOrItIsInterrupted() throws Exception {
        turns.rest = Duration.ofMillis(1);
        thread.start(turns);
        turns.over = true;
        await().atMost(SOON).until(() -> turns.ended.get() == 1);

        Counted others = new Counted();
        TurnThread interrupted = new TurnThread("to be interrupted");
        interrupted.start(others);
        interrupted.interrupt();
        interrupted.join(SOON);
        await().atMost(SOON).until(() -> others.ended.get() == 1);
    }

    /** Counts its turns and wants a long rest after each. */
    private static final class Counted implements Turns {
        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger ended = new AtomicInteger();
        volatile IntConsumer during = turn -> {};
        volatile Duration rest = Duration.ofHours(1);
        volatile boolean over;

        @Override
        public Duration turn() {
            during.accept(taken.incrementAndGet());
            return rest;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void end() {
            ended.incrementAndGet();
        }
    }
}
