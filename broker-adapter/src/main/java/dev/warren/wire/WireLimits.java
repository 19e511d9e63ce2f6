package dev.warren.wire;

/**
 * What a worker accepts. A message beyond a limit is dead-lettered as malformed.
 *
 * @param maxBodyBytes the longest body, as it comes and inflated; default 4 MiB, at most 128 MiB
 * @param maxDepth the deepest nesting of JSON; default 100, at most 1000
 * @param maxHeaderBytes all headers together; default 48 KiB, at most 64 KiB: a dead letter adds up to 20 KiB, and all of it must fit
 *     into an AMQP frame of 128 KiB
 * @param maxAttempts the most a message may ask for by {@code max-attempts}; default 100
 */
public record WireLimits(int maxBodyBytes, int maxDepth, int maxHeaderBytes, int maxAttempts) {
    /** The defaults. */
    public static final WireLimits STANDARD = new WireLimits(4 << 20, 100, 48 << 10, 100);

    /** Checks the bounds. */
    public WireLimits {
        require("maxBodyBytes", maxBodyBytes, 128 << 20);
        require("maxDepth", maxDepth, 1_000);
        require("maxHeaderBytes", maxHeaderBytes, 64 << 10);
        require("maxAttempts", maxAttempts, 1_000);
    }

    private static void require(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from 1 to " + most);
        }
    }
}
