package dev.warren.benchmarks;

import dev.warren.topology.QueueType;
import org.jspecify.annotations.Nullable;

/** Where a run takes place: the broker it uses, the other servers, and how much is to be done. */
public final class Place {
    private final Servers servers;
    private final Size size;
    private final @Nullable BrokerKind broker;

    /** A place with a broker, or with none for {@link Where#NO_BROKER}. */
    public Place(Servers servers, Size size, @Nullable BrokerKind broker) {
        this.servers = servers;
        this.size = size;
        this.broker = broker;
    }

    /**
     * A broker's version and the kind of its queues.
     *
     * @param version such as {@code 3.10}
     * @param queueType what its queues are
     */
    public record BrokerKind(String version, QueueType queueType) {
        /** As the report names it: {@code 3.10 quorum}. */
        public String title() {
            return version + " " + queueType.wireName();
        }
    }

    /** The broker's version and the kind of queue to use. */
    public BrokerKind broker() {
        if (broker == null) {
            throw new IllegalStateException("this measurement says that it needs no broker");
        }
        return broker;
    }

    /** The kind of queue to use. */
    public QueueType queueType() {
        return broker().queueType();
    }

    /** The broker's AMQP address; it is started on first use. */
    public String rabbitUri() throws Exception {
        return servers.rabbitUri(broker().version());
    }

    /** The JDBC address of a PostgreSQL database of a superuser; started on first use. Use a schema of your own: {@link BenchSchema}. */
    public String postgresUri() throws Exception {
        return servers.postgresUri();
    }

    /** The address of a Redis that writes with fsync always; started on first use. */
    public String redisUri() throws Exception {
        return servers.redisUri();
    }

    /** How much is to be done. */
    public Size size() {
        return size;
    }

    /** As the report names it. */
    public String title() {
        return broker == null ? "no broker" : broker.title();
    }
}
