package dev.warren.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a broker says when a connection is made, and how it was made.
 *
 * @param product its name
 * @param version its version
 * @param cluster its cluster's name; empty when it has none
 * @param heartbeat after about twice this time a silent peer is given up; zero for never
 * @param roundTrip how long one question and its answer took
 * @param encryption empty without TLS
 */
public record Greeting(
        String product,
        String version,
        String cluster,
        Duration heartbeat,
        Duration roundTrip,
        Optional<Encryption> encryption) {
    /**
     * How a connection is encrypted.
     *
     * @param protocol such as {@code TLSv1.3}
     * @param cipher the cipher suite
     * @param certificateEnds when the broker's certificate ends; empty when it showed none that says so
     */
    public record Encryption(String protocol, String cipher, Optional<Instant> certificateEnds) {}
}
