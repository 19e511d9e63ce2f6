package dev.warren.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Uniqueness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** Locks take no room once they are free. */
@Tag("store-server")
class ForgottenLocksIT {
    private static final Owner ME = new Owner("me");
    private static final int MANY = 400;

    private final String name = TestRedis.freshName();
    private final String locks = "{warren:" + name + "}:locks";
    private RedisStore store;
    private RedisClient client;

    @BeforeEach
    void open() {
        store = TestRedis.open(TestRedis.uri(), name);
        client = RedisClient.create(TestRedis.uri());
        store.heartbeat(ME, Duration.ofMinutes(10));
    }

    @AfterEach
    void close() {
        store.close();
        client.close();
        TestRedis.remove(TestRedis.uri(), name);
    }

    /** Jobs with a unique key each, all granted. */
    private List<FencedKey> granted(String prefix, Uniqueness uniqueness) {
        List<ClaimRequest> batch = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Uniqueness own = new Uniqueness(prefix + i, uniqueness.span(), uniqueness.time(), uniqueness.onConflict());
            batch.add(Claims.unique(OtherProcess.request(prefix + i), own));
        }
        List<ClaimAnswer> answers = store.claim(ME, batch);
        List<FencedKey> granted = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            assertThat(answers.get(i)).isInstanceOf(ClaimAnswer.Granted.class);
            granted.add(new FencedKey(batch.get(i).key(), ((ClaimAnswer.Granted) answers.get(i)).fence()));
        }
        return granted;
    }

    private void succeed(List<FencedKey> claims) {
        assertThat(store.decide(claims.stream()
                        .map(claim -> new Settlement(claim, Claims.succeed("7")))
                        .toList()))
                .containsOnly(Standing.RECORDED);
    }

    private boolean isLock(String lock) {
        return client.exists("{warren:" + name + "}:lock:jobs//greet/" + lock);
    }

    @Test
    void thoseOfEndedJobsGoAndThoseThatAreHeldStay() {
        granted("held-", Uniqueness.of("?")); // in front of the others
        succeed(granted("ended-", Uniqueness.of("?")));
        assertThat(client.zcard(locks)).isEqualTo(2 * MANY);
        store.expire(1);
        assertThat(client.zcard(locks)).isEqualTo(MANY);
        assertThat(isLock("held-7")).isTrue();
        assertThat(isLock("ended-7")).isFalse();
    }

    @Test
    void oneForATimeStaysUntilThatIsOver() {
        succeed(granted("ended-", Uniqueness.of("?").during(Duration.ofHours(1))));
        store.expire(1);
        assertThat(client.zcard(locks)).isEqualTo(MANY);
        assertThat(isLock("ended-7")).isTrue();
    }

    @Test
    void anEntryWithoutItsLockGoes() {
        succeed(granted("ended-", Uniqueness.of("?")));
        client.unlink("{warren:" + name + "}:lock:jobs//greet/ended-7");
        store.expire(1);
        assertThat(client.zcard(locks)).isZero();
    }
}
