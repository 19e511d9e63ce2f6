package dev.warren.benchmarks.work;

import dev.warren.stores.redis.RedisStore;
import java.net.URI;
import java.util.UUID;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** A store's place for one run in a Redis: the keys under a name of its own, which are removed afterwards. */
final class BenchRedis implements AutoCloseable {
    private static final int AT_ONCE = 5_000;

    private final String uri;
    private final String name = "bench-" + UUID.randomUUID();

    BenchRedis(String uri) {
        this.uri = uri;
    }

    /** The server's address, with the name as its fragment. */
    String storeUri() {
        return uri + "#" + name;
    }

    static RedisStore open(URI storeUri) {
        String server = storeUri.toString().replaceFirst("#.*", "");
        return RedisStore.builder(URI.create(server))
                .name(storeUri.getFragment())
                .open();
    }

    @Override
    public void close() {
        try (Jedis jedis = new Jedis(URI.create(uri))) {
            ScanParams mine = new ScanParams().match("*" + name + "*").count(AT_ONCE);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> found = jedis.scan(cursor, mine);
                if (!found.getResult().isEmpty()) {
                    jedis.unlink(found.getResult().toArray(new String[0]));
                }
                cursor = found.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }
    }
}
