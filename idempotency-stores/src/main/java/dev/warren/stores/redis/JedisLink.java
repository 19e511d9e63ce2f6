package dev.warren.stores.redis;

import dev.warren.idempotency.StoreException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The way to the server by the client library Jedis. */
final class JedisLink implements Link {
    private static final int DEFAULT_PORT = 6_379;

    private final UnifiedJedis client;
    private final Failures failures;
    private final Runnable closing;

    private JedisLink(UnifiedJedis client, Failures failures, Runnable closing) {
        this.client = client;
        this.failures = failures;
        this.closing = closing;
    }

    /** By a client of the caller's, who closes it. */
    static JedisLink by(UnifiedJedis client, Failures failures) {
        return new JedisLink(client, failures, () -> {});
    }

    /** By a client of its own, with a pool of connections. */
    static JedisLink to(URI uri, Duration timeout, int connections, Failures failures) {
        int millis = Math.toIntExact(timeout.toMillis());
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(timeout);
        pool.setJmxEnabled(false);
        RedisClient client = RedisClient.builder()
                .hostAndPort(new HostAndPort(uri.getHost(), uri.getPort()))
                .clientConfig(DefaultJedisClientConfig.builder(uri)
                        .connectionTimeoutMillis(millis)
                        .socketTimeoutMillis(millis)
                        .clientName("warren")
                        .build())
                .poolConfig(pool)
                .build();
        return new JedisLink(client, failures, client::close);
    }

    /** The same address with its port. */
    static URI withPort(URI uri) {
        if (uri.getPort() >= 0 || uri.getHost() == null) {
            return uri;
        }
        String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
        return URI.create(uri.getScheme() + "://" + login + uri.getHost() + ":" + DEFAULT_PORT + uri.getRawPath());
    }

    @Override
    public List<Object> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        try {
            return list(evaluated(script, keys, arguments));
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    /** By its digest. After a restart the server knows no script any more. */
    private Object evaluated(Script script, List<byte[]> keys, List<byte[]> arguments) {
        try {
            return client.evalsha(script.digest(), keys, arguments);
        } catch (JedisNoScriptException e) {
            return client.eval(script.source(), keys, arguments);
        }
    }

    private static List<Object> list(Object reply) {
        return new ArrayList<>((List<?>) reply);
    }

    @Override
    public String info(byte[] key, String section) {
        try {
            Object answer = client.executeCommand(new Info(key).add(section));
            return answer instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(answer);
        } catch (JedisDataException e) {
            return "";
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    /** The command has no key, so in a cluster it must be told where to go. */
    private static final class Info extends CommandArguments {
        Info(byte[] key) {
            super(Command.INFO);
            addHashSlotKeys(key);
        }
    }

    private StoreException failure(JedisException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof JedisDataException) {
            return failures.answered(message, e);
        }
        if (e.getCause() instanceof NoSuchElementException) {
            return failures.silent("all its connections were in use for too long; give the store more of them", e);
        }
        if (e.getCause() instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return failures.silent("its thread was interrupted while it waited for a connection", e);
        }
        if (e instanceof JedisConnectionException) {
            forgetIdle();
        }
        return failures.silent(message, e);
    }

    /** When one connection is broken the idle ones most likely are, and each would fail once. */
    private void forgetIdle() {
        if (client instanceof RedisClient pooled) {
            pooled.getPool().clear();
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
