package dev.warren.turns;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does {@link Turns} and rests between them, until there is news or the rest is over. Safe for use by several threads. */
public final class TurnThread {
    private static final Logger log = LoggerFactory.getLogger(TurnThread.class);

    private final Turns turns;
    private final Thread thread;
    private volatile boolean resting;

    /** There was news since the last rest; read after {@link #resting} is set, as the waker sets it before it reads that. */
    private volatile boolean news;

    private volatile boolean ended;

    /** A daemon thread called {@code warren-} and the name, to be started. */
    public TurnThread(String name, Turns turns) {
        this.turns = turns;
        this.thread = new Thread(this::run, "warren-" + name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (dying, e) -> log.error("the thread {} died; stop this process and report it", dying.getName(), e));
        turns.onNews(this::wake);
    }

    /** Takes turns from now on, until they are over or this thread is ended. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!ended && !turns.isOver() && !thread.isInterrupted()) {
            rest(turns.turn());
        }
        turns.end();
    }

    private void rest(Duration time) {
        resting = true;
        if (!news) {
            LockSupport.parkNanos(this, time.toNanos());
        }
        resting = false;
        news = false;
    }

    /** Lets a turn come now or after the one under way. Costs a thread at work no more than a look: only one that rests is woken. */
    public void wake() {
        if (news) {
            return; // it is taken back before a turn begins, so one is still to come
        }
        news = true;
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends the thread after the turn it is at. */
    public void end() {
        ended = true;
        wake();
    }

    /** As {@link #end}, and cuts what the turn waits for, a store or a broker, short. */
    public void interrupt() {
        ended = true; // a store may swallow the interrupt
        thread.interrupt();
    }

    /** Whether the thread ended within {@code limit}. */
    public boolean join(Duration limit) throws InterruptedException {
        thread.join(Math.max(1, limit.toMillis()));
        return !thread.isAlive();
    }
}
