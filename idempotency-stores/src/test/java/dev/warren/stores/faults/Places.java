package dev.warren.stores.faults;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.stores.redis.RedisStore;
import dev.warren.stores.sqlite.SqliteStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** Opens a store by where it is, as worker processes are told: a file, or {@code redis://HOST:PORT#NAME}. */
final class Places {
    private Places() {}

    static IdempotencyStore open(String place) {
        if (!place.toLowerCase(Locale.ROOT).startsWith("redis:")) {
            return SqliteStore.open(Path.of(place));
        }
        int name = place.indexOf('#');
        return RedisStore.builder(URI.create(place.substring(0, name)))
                .name(place.substring(name + 1))
                .open();
    }
}
