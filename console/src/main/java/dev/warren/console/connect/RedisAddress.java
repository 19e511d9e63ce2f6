package dev.warren.console.connect;

import dev.warren.console.config.Key;
import dev.warren.console.config.Settings;
import dev.warren.console.config.UsageError;
import dev.warren.stores.redis.RedisStore;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A store in Redis, as the setting {@code store} names it; what follows a # is the store's name there. */
final class RedisAddress {
    static final String FORM = "redis://user:password@host:6379/0#name";

    private final Settings settings;
    private final Address address;
    private final Optional<String> name;
    private final Duration timeout;

    private RedisAddress(Settings settings, Address address, Optional<String> name, Duration timeout) {
        this.settings = settings;
        this.address = address;
        this.name = name;
        this.timeout = timeout;
    }

    /**
     * The address, if the setting names a Redis.
     *
     * @throws UsageError when it is none, or using it would be careless
     */
    static Optional<RedisAddress> in(Settings settings, Duration timeout) {
        String text = settings.text(Key.STORE);
        if (!text.startsWith("redis:") && !text.startsWith("rediss:")) {
            return Optional.empty();
        }
        int hash = text.indexOf('#');
        String plain = hash < 0 ? text : text.substring(0, hash);
        Address address = settings.as(Key.STORE, all -> Address.parse(plain, FORM));
        Refusals.check(address, settings.get(Key.STORE), settings);
        Optional<String> name = hash < 0 ? Optional.empty() : Optional.of(text.substring(hash + 1));
        return Optional.of(new RedisAddress(settings, address, name, timeout));
    }

    /** The store, which comes to be when it does not exist. */
    RedisStore open() {
        return opened(RedisStore.Builder::open);
    }

    /** The store as a worker left it. */
    RedisStore openExisting() {
        return opened(RedisStore.Builder::openExisting);
    }

    private RedisStore opened(Function<RedisStore.Builder, RedisStore> opening) {
        return settings.as(Key.STORE, text -> {
            RedisStore.Builder store =
                    RedisStore.builder(URI.create(address.withPassword())).timeout(timeout);
            name.ifPresent(store::name);
            return opening.apply(store);
        });
    }
}
