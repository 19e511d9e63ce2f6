package dev.warren.deadletter;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How letters leave their queue. Immutable; each method answers a changed copy.
 *
 * @param most how many at most, from 1; default all that are meant
 * @param perSecond how many in a second, 1 to 100,000; default as fast as the broker confirms them
 * @param delay how long a replayed job waits on the delay ladder; default not at all
 * @param archive where the letters are saved first; default nowhere
 * @param progress is told of every change of the tally, on the calling thread; default nobody
 */
public record Removal(long most, OptionalInt perSecond, Duration delay, Archive archive, Consumer<Tally> progress) {
    private static final int MAX_PER_SECOND = 100_000;

    /** Checks the bounds. */
    public Removal {
        if (most < 1) {
            throw new IllegalArgumentException("most is " + most + "; it must be 1 or more");
        }
        if (perSecond.isPresent() && (perSecond.getAsInt() < 1 || perSecond.getAsInt() > MAX_PER_SECOND)) {
            throw new IllegalArgumentException(
                    "the rate is " + perSecond.getAsInt() + " per second; it must be from 1 to " + MAX_PER_SECOND);
        }
        if (delay.isNegative() || delay.toDays() > 3_650) {
            throw new IllegalArgumentException("the delay is " + delay + "; it must be from 0 to 3650 days");
        }
    }

    /** All that are meant, at full speed, at once, saved nowhere. */
    public static Removal standard() {
        return new Removal(Long.MAX_VALUE, OptionalInt.empty(), Duration.ZERO, Archive.NONE, tally -> {});
    }

    /** At most so many. */
    public Removal atMost(long letters) {
        return new Removal(letters, perSecond, delay, archive, progress);
    }

    /** So many in a second. */
    public Removal atRate(int lettersPerSecond) {
        return new Removal(most, OptionalInt.of(lettersPerSecond), delay, archive, progress);
    }

    /** The replayed jobs run after this time. */
    public Removal delayedBy(Duration time) {
        return new Removal(most, perSecond, time, archive, progress);
    }

    /** Saved there before they leave. */
    public Removal savedTo(Archive place) {
        return new Removal(most, perSecond, delay, place, progress);
    }

    /** Tells of progress. */
    public Removal telling(Consumer<Tally> listener) {
        return new Removal(most, perSecond, delay, archive, listener);
    }
}
