package dev.warren.deadletter;

import dev.warren.WarrenException;
import dev.warren.broker.BrowsableBroker;
import dev.warren.broker.QueueLook;
import dev.warren.broker.QueueLook.Taken;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Goes through a queue from its head, window by window, past as many messages as waited there at the start: what comes later, such as
 * the next death of a job just replayed, is not met again.
 */
final class Walk {
    /** Only waited for in full when somebody else took messages away since they were counted. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private Walk() {}

    /** Sees the windows. */
    interface Visitor {
        /** How many messages there are to see. */
        void begins(long there);

        /** The next ones. Throws {@link WarrenException} to end the walk. */
        Then visit(List<Taken> taken);

        /** What was done so far. */
        Tally tally();
    }

    /** Whether to go on. */
    enum Then {
        GO_ON,
        STOP
    }

    /**
     * Walks.
     *
     * @param work what it is called, such as "replay"
     * @throws dev.warren.broker.BrokerException when the queue can't be looked into
     * @throws DeskException when that, or the visitor, ends on the way
     */
    static Tally through(
            BrowsableBroker broker, String queue, String work, Function<QueueLook, ? extends Visitor> visitors) {
        QueueLook look = broker.openLook(queue);
        Visitor visitor = visitors.apply(look);
        try (look) {
            through(look, visitor);
        } catch (WarrenException e) {
            Tally tally = visitor.tally();
            throw new DeskException(
                    "the " + work + " of " + queue + " ended after " + tally.done() + " of " + tally.there()
                            + " messages, the others are still there; start it again to go on: " + e.getMessage(),
                    tally,
                    e);
        }
        return visitor.tally();
    }

    private static void through(QueueLook look, Visitor visitor) {
        long left = look.ready();
        visitor.begins(left);
        Window window = Window.FIRST;
        Then then = Then.GO_ON;
        while (left > 0 && then == Then.GO_ON) {
            List<Taken> taken = look.take((int) Math.min(window.size(), left), PATIENCE);
            if (taken.isEmpty()) {
                return; // somebody else has taken the rest
            }
            then = visitor.visit(taken);
            left -= taken.size();
            window = window.after(taken);
        }
    }
}
