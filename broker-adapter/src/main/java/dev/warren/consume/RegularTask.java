package dev.warren.consume;

import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is done at once and then again and again, with the same pause after each time. */
final class RegularTask implements Turns {
    private static final Logger log = LoggerFactory.getLogger(RegularTask.class);

    private final String name;
    private final Duration interval;
    private final Runnable task;
    private final Pause pause;

    RegularTask(String name, Duration interval, Runnable task, LongSupplier nanos) {
        this.name = name;
        this.interval = interval;
        this.task = task;
        this.pause = new Pause(nanos);
    }

    String name() {
        return name;
    }

    @Override
    public Duration turn() {
        Duration left = pause.left();
        if (!left.isZero()) {
            return left;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            // The next time tries again; an exception that escaped would end the thread.
            log.warn("a regular task of the worker failed ({}): {}", name, e.getMessage(), e);
        }
        pause.begin(interval);
        return interval;
    }
}
