package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.publish.ConfirmedSender.LinkCheck;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What a sender is made of.
 *
 * @param broker where it opens its links
 * @param settings window, deadlines and waits
 * @param linkCheck looks at each new link
 * @param metrics where it counts
 * @param nanos the time, as {@link System#nanoTime} tells it
 * @param random numbers in [0, 1) that spread the waits between attempts to connect
 * @param driver takes its turns
 */
record SenderParts(
        Broker broker,
        SenderSettings settings,
        LinkCheck linkCheck,
        PublishMetrics metrics,
        LongSupplier nanos,
        DoubleSupplier random,
        SenderDriver driver) {

    /** By the machine's clock and chance, with threads of its own. */
    static SenderParts threaded(Broker broker, SenderSettings settings, LinkCheck linkCheck, PublishMetrics metrics) {
        return new SenderParts(
                broker,
                settings,
                linkCheck,
                metrics,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                new SenderThreads());
    }
}
