package dev.warren.stores.redis;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** A client by which the server's clock is ahead, as far as the test says: the scripts go there with another way to ask the time. */
class LateClient extends UnifiedJedis {
    private static final String ASKED = "local time = redis.call('TIME')\n";
    private static final String ASKED_AHEAD = """
            local time = redis.call('TIME')
            local later = time[1] * 1000000 + time[2] + %d
            time = {string.format('%%.0f', math.floor(later / 1000000)), later %% 1000000}
            """;

    private volatile Duration ahead = Duration.ZERO;

    LateClient(URI uri) {
        super(
                new PooledConnectionProvider(
                        new HostAndPort(uri.getHost(), uri.getPort()),
                        DefaultJedisClientConfig.builder(uri).build()),
                RedisProtocol.RESP2);
    }

    void pass(Duration time) {
        ahead = ahead.plus(time);
    }

    /** Never by its digest, so that the caller sends it. */
    @Override
    public Object evalsha(byte[] digest, List<byte[]> keys, List<byte[]> arguments) {
        throw new JedisNoScriptException("NOSCRIPT this client must see each script");
    }

    @Override
    public Object eval(byte[] script, List<byte[]> keys, List<byte[]> arguments) {
        String text = new String(script, StandardCharsets.UTF_8);
        String later = text.replace(ASKED, ASKED_AHEAD.formatted(TimeUnit.MICROSECONDS.convert(ahead)));
        if (later.equals(text) && text.contains("'TIME'")) {
            throw new IllegalStateException("a script asks the time in another way than this client knows: " + text);
        }
        return super.eval(later.getBytes(StandardCharsets.UTF_8), keys, arguments);
    }
}
