package dev.warren.stores.redis;

import dev.warren.idempotency.Retention;
import java.net.URI;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * The Redis that tests run on: the one named by {@code REDIS_URI}, else a container when a Docker engine answers. Without either the test fails and
 * says what to do; none is ever skipped.
 */
final class TestRedis {
    private static final DockerImageName IMAGE = DockerImageName.parse("redis:7");
    private static final int PORT = 6_379;

    private TestRedis() {}

    /** The server shared by all tests of this JVM. Tests keep apart by stores of their own. */
    static URI uri() {
        return Shared.SERVER;
    }

    private static final class Shared {
        static final URI SERVER = find();
    }

    private static URI find() {
        String uri = System.getenv("REDIS_URI");
        if (uri != null && !uri.isBlank()) {
            return URI.create(uri);
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return inDocker();
        }
        throw new IllegalStateException(
                "Tests of the store in Redis need a server and found none: set REDIS_URI, or start a"
                        + " Docker engine, or run dev/verify, which starts one (so does dev/redis start NAME).");
    }

    @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends
    private static URI inDocker() {
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withCommand("redis-server", "--appendonly", "yes", "--appendfsync", "always", "--save", "")
                .withExposedPorts(PORT);
        container.start();
        return URI.create("redis://" + container.getHost() + ":" + container.getMappedPort(PORT));
    }

    /** The name of a store that nobody else has. */
    static String freshName() {
        return "test-" + UUID.randomUUID();
    }

    static RedisStore open(URI uri, String name) {
        return open(uri, name, Retention.STANDARD);
    }

    static RedisStore open(URI uri, String name, Retention retention) {
        return RedisStore.builder(uri).name(name).retention(retention).open();
    }

    /** Deletes all that a store holds. */
    static void remove(URI uri, String name) {
        try (RedisClient client = RedisClient.create(uri)) {
            ScanParams all = new ScanParams().match("{warren:" + name + "}:*").count(1_000);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page = client.scan(cursor, all);
                page.getResult().forEach(client::unlink);
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }
    }
}
