package dev.warren.stores.faults;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.stores.postgres.PostgresStore;
import dev.warren.stores.redis.RedisStore;
import dev.warren.stores.sqlite.SqliteStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Opens a store by where it is, as worker processes are told: a file, {@code redis://HOST:PORT#NAME}, or a PostgreSQL's JDBC address. */
final class Places {
    private Places() {}

    static IdempotencyStore open(String place) {
        String scheme = place.toLowerCase(Locale.ROOT).replaceFirst(":.*", "");
        return switch (scheme) {
            case "redis" -> openRedis(place, place.indexOf('#'));
            case "jdbc" ->
                PostgresStore.builder(place).timeout(Duration.ofSeconds(4)).open(); // a busy machine's new server
            default -> SqliteStore.open(Path.of(place));
        };
    }

    private static IdempotencyStore openRedis(String place, int name) {
        return RedisStore.builder(URI.create(place.substring(0, name)))
                .name(place.substring(name + 1))
                .open();
    }
}
