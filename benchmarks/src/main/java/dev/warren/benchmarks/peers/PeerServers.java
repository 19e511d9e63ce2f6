package dev.warren.benchmarks.peers;

import dev.warren.benchmarks.BenchSchema;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.Place;
import java.net.URI;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** The servers that a peer uses. Its program finds their addresses in its environment. */
enum PeerServers {
    /** The broker. */
    RABBIT {
        @Override
        Figure use(Place place, Use use) throws Exception {
            return use.with(Map.of("RABBITMQ_URI", place.rabbitUri()));
        }
    },
    /** The broker, and a schema in PostgreSQL. */
    RABBIT_AND_POSTGRES {
        @Override
        Figure use(Place place, Use use) throws Exception {
            try (BenchSchema schema = BenchSchema.make(place.postgresUri())) {
                return use.with(Map.of("RABBITMQ_URI", place.rabbitUri(), "POSTGRES_URI", schema.url()));
            }
        }
    },
    /** A schema in PostgreSQL. */
    POSTGRES {
        @Override
        Figure use(Place place, Use use) throws Exception {
            try (BenchSchema schema = BenchSchema.make(place.postgresUri())) {
                return use.with(Map.of("POSTGRES_URI", schema.url()));
            }
        }
    },
    /** A database of its own in Redis, which writes to disk once a second meanwhile. */
    REDIS {
        @Override
        Figure use(Place place, Use use) throws Exception {
            URI server = URI.create(place.redisUri());
            try (Jedis jedis = new Jedis(server)) {
                jedis.configSet(FSYNC, "everysec");
                try {
                    return use.with(
                            Map.of("REDIS_URI", server.resolve("/" + DATABASE).toString()));
                } finally {
                    jedis.configSet(FSYNC, "always");
                    jedis.select(DATABASE);
                    jedis.flushDB();
                }
            }
        }
    };

    private static final String FSYNC = "appendfsync";
    private static final int DATABASE = 7;

    /** What is done with servers. */
    @FunctionalInterface
    interface Use {
        Figure with(Map<String, String> environment) throws Exception;
    }

    /** Has something done with them, and leaves them empty. */
    abstract Figure use(Place place, Use use) throws Exception;
}
