package dev.warren.publish;

import dev.warren.retry.Backoff;
import java.time.Duration;

/**
 * How a {@link ConfirmedSender} behaves.
 *
 * @param window how many publications may be unconfirmed at once, 1 to 1,000,000; default 1,000
 * @param roomWithin how long a caller waits for room in the window, from 1 ms; default 10 s
 * @param confirmWithin how long a publication may take from the call to its confirm, reconnects included, from 10 ms; default 30 s
 * @param reconnect the waits between attempts to connect; default 100 ms doubling to 2 s
 */
public record SenderSettings(int window, Duration roomWithin, Duration confirmWithin, Backoff reconnect) {
    /** The defaults. */
    public static final SenderSettings STANDARD = new SenderSettings(
            1_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(2)));

    /** Checks the bounds. */
    public SenderSettings {
        if (window < 1 || window > 1_000_000) {
            throw new IllegalArgumentException("window is " + window + "; it must be from 1 to 1000000");
        }
        if (roomWithin.toMillis() < 1) {
            throw new IllegalArgumentException("roomWithin is " + roomWithin + "; it must be at least 1 ms");
        }
        if (confirmWithin.toMillis() < 10) {
            throw new IllegalArgumentException("confirmWithin is " + confirmWithin + "; it must be at least 10 ms");
        }
    }

    /** A copy with this window. */
    public SenderSettings withWindow(int publications) {
        return new SenderSettings(publications, roomWithin, confirmWithin, reconnect);
    }

    /** A copy that waits this long for room in the window. */
    public SenderSettings withRoomWithin(Duration time) {
        return new SenderSettings(window, time, confirmWithin, reconnect);
    }

    /** A copy that gives a publication this long. */
    public SenderSettings withConfirmWithin(Duration time) {
        return new SenderSettings(window, roomWithin, time, reconnect);
    }
}
