package dev.warren.publish;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that takes turns: works, then rests for as long as the turn said or until it is woken. */
final class TurnThread {
    private final String name;
    private volatile @Nullable Thread thread;

    /** Kept besides the thread's own permit to park, which any lock that a turn waits for may use up. */
    private volatile boolean woken;

    TurnThread(String name) {
        this.name = name;
    }

    void start(Turns turns) {
        Thread starting = new Thread(() -> takeAll(turns), name);
        starting.setDaemon(true);
        thread = starting;
        starting.start();
    }

    private void takeAll(Turns turns) {
        while (!turns.isOver() && !Thread.currentThread().isInterrupted()) {
            rest(turns.turn());
        }
        turns.end();
    }

    private void rest(Duration time) {
        if (!woken) {
            LockSupport.parkNanos(this, time.toNanos());
        }
        woken = false; // before the turn, which sees whatever it was woken for
    }

    void wake() {
        if (woken) {
            return; // a turn is to come already
        }
        woken = true;
        Thread resting = thread;
        if (resting != null) {
            LockSupport.unpark(resting);
        }
    }

    /** Waits until it has ended, at most {@code limit}. */
    void join(Duration limit) throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.join(Math.max(1, limit.toMillis()));
        }
    }

    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
