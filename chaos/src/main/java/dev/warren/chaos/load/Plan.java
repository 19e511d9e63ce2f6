package dev.warren.chaos.load;

import dev.warren.broker.Broker;
import dev.warren.chaos.broken.Breakage;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * What all processes of a run are told, by a file in its folder.
 *
 * @param folder where ledgers are
 * @param uri the broker
 * @param place where the store is, see {@link Place}
 * @param breakage how the product is broken
 * @param seed of all that is random
 * @param lease the workers'
 * @param slots each worker's
 * @param rate jobs a second, of all publishers together
 */
public record Plan(
        Path folder, String uri, Place place, Breakage breakage, long seed, Duration lease, int slots, int rate) {
    private static final String NAMESPACE = "chaos";
    private static final String FILE = "run.properties";
    private static final Duration HEARTBEAT = Duration.ofSeconds(2); // so that a pause is a lost connection too

    /** The exchanges and queues of a run. */
    public static Topology topology() {
        return Topology.builder()
                .namespace(NAMESPACE)
                .lanes(LaneName.DEFAULT)
                .ladder(new DelayLadder(Duration.ofMillis(250), 6))
                .build();
    }

    /** Writes it for the processes to come. */
    public void save() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("uri", uri);
        properties.setProperty("place", place.address());
        properties.setProperty("breakage", breakage.name());
        properties.setProperty("seed", Long.toString(seed));
        properties.setProperty("lease", Long.toString(lease.toMillis()));
        properties.setProperty("slots", Integer.toString(slots));
        properties.setProperty("rate", Integer.toString(rate));
        try (OutputStream out = Files.newOutputStream(folder.resolve(FILE))) {
            properties.store(out, null);
        }
    }

    static Plan load(Path folder) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(folder.resolve(FILE))) {
            properties.load(in);
        }
        return new Plan(
                folder,
                properties.getProperty("uri"),
                new Place(properties.getProperty("place")),
                Breakage.valueOf(properties.getProperty("breakage")),
                Long.parseLong(properties.getProperty("seed")),
                Duration.ofMillis(Long.parseLong(properties.getProperty("lease"))),
                Integer.parseInt(properties.getProperty("slots")),
                Integer.parseInt(properties.getProperty("rate")));
    }

    Broker broker() {
        return breakage.broker(RabbitBroker.at(uri).withHeartbeat(HEARTBEAT));
    }

    IdempotencyStore store() {
        return breakage.store(place.open());
    }
}
