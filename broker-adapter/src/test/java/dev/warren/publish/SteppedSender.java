package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.turns.Turns;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A sender without a thread: whoever holds it takes its turns, by a clock and a chance of their own. For tests and simulations, also of
 * other packages; for one thread.
 */
public final class SteppedSender {
    private final ByHand driver;
    private final ConfirmedSender sender;

    /**
     * A sender whose first turn is due.
     *
     * @param nanos the time
     * @param random numbers in [0, 1)
     * @param completions runs what follows from the broker's answers, later or at once
     * @param wake called whenever {@link #write} should be called, however long it meant to rest
     */
    public SteppedSender(
            Broker broker,
            SenderSettings settings,
            LongSupplier nanos,
            DoubleSupplier random,
            Executor completions,
            Runnable wake) {
        this.driver = new ByHand(completions, wake);
        this.sender = new ConfirmedSender(new SenderParts(
                broker,
                settings,
                ConfirmedSender.LinkCheck.NONE,
                new PublishMetrics(new SimpleMeterRegistry(), "stepped"),
                nanos,
                random,
                driver));
    }

    /** The sender; closing it takes no turns, so that what is unanswered fails at once. */
    public ConfirmedSender sender() {
        return sender;
    }

    /** A turn of the writer; answers how long it may rest. */
    public Duration write() {
        return Objects.requireNonNull(driver.writer).turn();
    }

    /** A turn of the deadlines; answers how long it may rest. */
    public Duration watch() {
        return Objects.requireNonNull(driver.deadlines).turn();
    }

    private static final class ByHand implements SenderDriver {
        private final Executor completions;
        private final Runnable wake;
        private @Nullable Turns writer;
        private @Nullable Turns deadlines;

        ByHand(Executor completions, Runnable wake) {
            this.completions = completions;
            this.wake = wake;
        }

        @Override
        public Executor completions() {
            return completions;
        }

        @Override
        public void start(Turns writing, Turns watching) {
            writer = writing;
            deadlines = watching;
        }

        @Override
        public void wakeWriter() {
            wake.run();
        }

        @Override
        public void drain(Duration limit) {
            Objects.requireNonNull(writer).end();
        }

        @Override
        public void end() {
            // the executor is its owner's
        }
    }
}
