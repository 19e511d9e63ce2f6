package dev.warren.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.job.Uniqueness;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches written by one script, locks among them, come to what the rules say one by one: both stores are asked the same, at random. */
@Tag("store-server")
class FastWayIT {
    private static final int ROUNDS = 60;
    private static final int JOBS = 2_000;
    private static final Owner[] OWNERS = {new Owner("one"), new Owner("other")};

    private final String name = TestRedis.freshName();
    private final Map<JobKey, Map<IdempotencyStore, Long>> fences = new HashMap<>();

    @AfterEach
    void remove() {
        TestRedis.remove(TestRedis.uri(), name);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261122})
    void answersAsTheStoreInMemoryDoes(long seed) {
        Random random = new Random(seed);
        try (RedisStore redis = TestRedis.open(TestRedis.uri(), name);
                InMemoryStore memory = InMemoryStore.create()) {
            for (int round = 0; round < ROUNDS; round++) {
                List<JobKey> keys = keys(random);
                if (random.nextInt(5) < 2) {
                    claim(random, keys, redis, memory);
                } else {
                    settle(random, keys, redis, memory);
                }
                for (JobKey key : keys.subList(0, Math.min(100, keys.size()))) {
                    assertSame(redis.find(key), memory.find(key));
                }
                if (random.nextInt(8) == 0) {
                    assertThat(overdue(redis)).containsExactlyInAnyOrderElementsOf(overdue(memory));
                }
            }
            assertThat(all(redis)).containsExactlyInAnyOrderElementsOf(all(memory));
        }
    }

    private static List<JobKey> overdue(IdempotencyStore store) {
        return store.overdue(Duration.ZERO, JOBS).stream().map(JobRecord::key).toList();
    }

    private static List<JobKey> all(IdempotencyStore store) {
        List<JobKey> all = new ArrayList<>();
        JobQuery query = JobQuery.builder().most(200).build();
        Optional<JobQuery> asked = Optional.of(query);
        while (asked.isPresent()) {
            JobPage page = store.search(asked.get());
            page.jobs().forEach(record -> all.add(record.key()));
            asked = page.next().map(query::after);
        }
        return all;
    }

    private void claim(Random random, List<JobKey> keys, IdempotencyStore redis, IdempotencyStore memory) {
        Owner owner = OWNERS[random.nextInt(2)];
        List<ClaimRequest> batch =
                keys.stream().map(key -> request(random, key)).toList();
        for (IdempotencyStore store : List.of(redis, memory)) {
            store.heartbeat(owner, Duration.ofMinutes(10));
        }
        List<ClaimAnswer> one = redis.claim(owner, batch);
        List<ClaimAnswer> other = memory.claim(owner, batch);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(comparable(one.get(i))).isEqualTo(comparable(other.get(i)));
            remember(keys.get(i), redis, one.get(i));
            remember(keys.get(i), memory, other.get(i));
        }
    }

    private void remember(JobKey key, IdempotencyStore store, ClaimAnswer answer) {
        if (answer instanceof ClaimAnswer.Granted granted) {
            fences.computeIfAbsent(key, k -> new HashMap<>()).put(store, granted.fence());
        }
    }

    /** The two stores count differently, and their leases began at different times. */
    private static String comparable(ClaimAnswer answer) {
        return answer.toString()
                .replaceAll("fence=\\d+", "fence")
                .replaceAll("rest=\\w+(\\.\\w+)?", "rest")
                .replaceAll("\\[B@\\w+", "bytes");
    }

    private void settle(Random random, List<JobKey> keys, IdempotencyStore redis, IdempotencyStore memory) {
        List<Settlement> one = new ArrayList<>();
        List<Settlement> other = new ArrayList<>();
        for (JobKey key : keys) {
            Map<IdempotencyStore, Long> known = fences.getOrDefault(key, Map.of());
            Decided decided = decision(random);
            long wrong = random.nextInt(50) == 0 ? 1 : 0;
            one.add(new Settlement(new FencedKey(key, known.getOrDefault(redis, 5L) + wrong), decided));
            other.add(new Settlement(new FencedKey(key, wrong == 1 ? -1 : known.getOrDefault(memory, -1L)), decided));
        }
        assertThat(redis.decide(one)).isEqualTo(memory.decide(other));
        if (random.nextBoolean()) {
            redis.mark(one.stream().map(Settlement::claim).toList());
            memory.mark(other.stream().map(Settlement::claim).toList());
        }
    }

    private static Decided decision(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> Claims.dead();
            case 1 -> Claims.retry(Coordinates.FIRST);
            case 2, 3 -> Claims.succeed(random.nextBoolean() ? "7" : "");
            default -> new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        };
    }

    /** A stretch of the jobs, with holes, shuffled now and then. */
    private static List<JobKey> keys(Random random) {
        List<JobKey> keys = new ArrayList<>();
        int from = random.nextInt(JOBS);
        for (int job = from; job < from + random.nextInt(1_500); job += 1 + random.nextInt(2) * random.nextInt(3)) {
            String type = "type-" + job % 40 / 30;
            keys.add(new JobKey("jobs", job % 100 == 7 ? "ä" : "", new JobTypeName(type), "€-" + job));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(keys, random);
        }
        return keys;
    }

    private static ClaimRequest request(Random random, JobKey key) {
        boolean second = random.nextInt(10) == 0;
        return new ClaimRequest(
                key,
                new JobId(key.key().length() % 2 == 0 ? key.key() : "id-" + key.key()),
                second ? new Coordinates(random.nextInt(2), 2) : Coordinates.FIRST,
                second ? 2 : 1,
                random.nextInt(20) == 0 ? 0 : Long.MIN_VALUE + key.key().hashCode(),
                Instant.ofEpochMilli(random.nextInt()),
                random.nextInt(30) == 0 ? Optional.of(Instant.EPOCH) : Optional.empty(),
                0,
                3,
                LaneName.DEFAULT,
                uniqueness(key));
    }

    /** Every eighth job or so asks for one of few unique keys, whenever it comes. */
    private static Optional<Uniqueness> uniqueness(JobKey key) {
        Random random = new Random(31L * key.hashCode());
        if (random.nextInt(8) > 0) {
            return Optional.empty();
        }
        Uniqueness unique = Uniqueness.of("unique-" + random.nextInt(40));
        unique = switch (random.nextInt(4)) {
            case 0 -> unique;
            case 1 -> unique.whileRunning();
            case 2 -> unique.untilStarted();
            default -> unique.during(Duration.ofDays(1));
        };
        return Optional.of(
                switch (random.nextInt(3)) {
                    case 0 -> unique;
                    case 1 -> unique.waiting();
                    default -> unique.replacing();
                });
    }

    private static void assertSame(Optional<JobRecord> actual, Optional<JobRecord> expected) {
        assertThat(actual.isPresent()).isEqualTo(expected.isPresent());
        if (expected.isPresent()) {
            assertThat(actual.get())
                    .usingRecursiveComparison()
                    .ignoringFields("fence", "startedAt", "dueAt", "finishedAt")
                    .ignoringFieldsMatchingRegexes("history.*(startedAt|endedAt)")
                    .isEqualTo(expected.get());
            assertThat(actual.get().finishedAt().isPresent())
                    .isEqualTo(expected.get().finishedAt().isPresent());
        }
    }
}
