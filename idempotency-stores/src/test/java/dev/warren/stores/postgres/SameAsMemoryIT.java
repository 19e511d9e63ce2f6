package dev.warren.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobTypeName;
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
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches written by one statement come to what the rules say one by one: this store and the one in memory are asked the same, at random. */
@Tag("store-server")
class SameAsMemoryIT {
    private static final int ROUNDS = 120;
    private static final int JOBS = 1_500;
    private static final Owner[] OWNERS = {new Owner("one"), new Owner("other")};

    private final Map<JobKey, Map<IdempotencyStore, Long>> fences = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 20261122})
    void answersAsTheStoreInMemoryDoes(long seed) throws Exception {
        Random random = new Random(seed);
        try (TestSchema schema = TestSchema.make();
                PostgresStore table = schema.open();
                InMemoryStore memory = InMemoryStore.create()) {
            for (Owner owner : OWNERS) {
                table.heartbeat(owner, Duration.ofMinutes(10));
                memory.heartbeat(owner, Duration.ofMinutes(10));
            }
            for (int round = 0; round < ROUNDS; round++) {
                List<JobKey> keys = keys(random);
                askBoth(random, keys, table, memory);
                for (JobKey key : keys.subList(0, Math.min(50, keys.size()))) {
                    assertSame(table.find(key), memory.find(key));
                }
            }
        }
    }

    private void askBoth(Random random, List<JobKey> keys, IdempotencyStore table, IdempotencyStore memory) {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> claim(random, keys, table, memory);
            case 10 -> register(random, keys, table, memory);
            case 11 -> {
                register(random, keys, table, memory);
                claim(random, keys, table, memory);
            }
            case 4, 5, 6 -> decide(random, keys, table, memory);
            case 7 -> startSome(random.nextBoolean(), keys, table, memory);
            case 8 ->
                keys.subList(0, Math.min(20, keys.size()))
                        .forEach(key -> assertThat(table.cancel(key)).isEqualTo(memory.cancel(key)));
            default ->
                both(keys, table, memory, (store, claims) -> {
                    if (claims.size() % 2 == 0) {
                        store.release(claims);
                    } else {
                        store.mark(claims);
                    }
                    return claims.size();
                });
        }
    }

    /** Some of them, with payloads and ids that their deliveries may have or not. */
    private static void register(Random random, List<JobKey> keys, IdempotencyStore table, IdempotencyStore memory) {
        List<Registration> batch = keys.stream()
                .filter(key -> random.nextInt(4) > 0)
                .map(key -> Claims.registration(request(random, key), Claims.START.plusSeconds(random.nextInt(2))))
                .toList();
        table.register(batch);
        memory.register(batch);
    }

    private <A> void both(
            List<JobKey> keys,
            IdempotencyStore table,
            IdempotencyStore memory,
            BiFunction<IdempotencyStore, List<FencedKey>, A> call) {
        assertThat(call.apply(table, claims(keys, table))).isEqualTo(call.apply(memory, claims(keys, memory)));
    }

    /** Where they are handed back after it, suspects wait that were not begun anew. */
    private void startSome(boolean handedBack, List<JobKey> keys, IdempotencyStore table, IdempotencyStore memory) {
        both(keys, table, memory, (store, claims) -> {
            store.report(halfDone(claims));
            List<FencedKey> some = claims.subList(0, claims.size() / 2);
            List<Standing> standings = store.start(some);
            if (handedBack) {
                store.release(some);
            }
            return standings;
        });
    }

    private static List<ProgressReport> halfDone(List<FencedKey> claims) {
        return claims.stream()
                .map(claim -> new ProgressReport(claim, new Progress(1, 2, "half")))
                .toList();
    }

    private List<FencedKey> claims(List<JobKey> keys, IdempotencyStore store) {
        return keys.stream().map(key -> new FencedKey(key, fence(key, store))).toList();
    }

    private long fence(JobKey key, IdempotencyStore store) {
        return fences.getOrDefault(key, Map.of()).getOrDefault(store, -1L);
    }

    private void claim(Random random, List<JobKey> keys, IdempotencyStore table, IdempotencyStore memory) {
        Owner owner = OWNERS[random.nextInt(2)];
        List<ClaimRequest> batch =
                keys.stream().map(key -> request(random, key)).toList();
        List<ClaimAnswer> one = table.claim(owner, batch);
        List<ClaimAnswer> other = memory.claim(owner, batch);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(comparable(one.get(i))).isEqualTo(comparable(other.get(i)));
            remember(keys.get(i), table, one.get(i));
            remember(keys.get(i), memory, other.get(i));
        }
    }

    private void remember(JobKey key, IdempotencyStore store, ClaimAnswer answer) {
        if (answer instanceof ClaimAnswer.Granted granted) {
            fences.computeIfAbsent(key, k -> new HashMap<>()).put(store, granted.fence());
        } else if (answer instanceof ClaimAnswer.Suspect suspect) {
            fences.computeIfAbsent(key, k -> new HashMap<>()).put(store, suspect.fence());
        }
    }

    /** The two stores count differently, and have each its own time. */
    private static String comparable(ClaimAnswer answer) {
        return answer.toString()
                .replaceAll("fence=\\d+", "fence")
                .replaceAll("rest=\\w+[.\\w]*", "rest")
                .replaceAll("\\[B@\\w+", "bytes");
    }

    private void decide(Random random, List<JobKey> keys, IdempotencyStore table, IdempotencyStore memory) {
        List<Settlement> one = new ArrayList<>();
        List<Settlement> other = new ArrayList<>();
        for (JobKey key : keys) {
            Decided decided = decision(random);
            // A fence that is another job's, now and then.
            boolean wrong = random.nextInt(50) == 0;
            one.add(new Settlement(new FencedKey(key, fence(key, table) + (wrong ? 1 : 0)), decided));
            other.add(new Settlement(new FencedKey(key, wrong ? -2 : fence(key, memory)), decided));
        }
        assertThat(table.decide(one)).isEqualTo(memory.decide(other));
    }

    private static Decided decision(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> Claims.dead();
            case 1 -> Claims.retry(Coordinates.FIRST);
            case 2 -> Claims.succeedAndPublish("7");
            case 3, 4 -> Claims.succeed("{\"a\":\"\0\uFDD0\"}");
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
        Coordinates coordinates = second ? new Coordinates(random.nextInt(2), 2) : Coordinates.FIRST;
        ClaimRequest request = Claims.request(key, coordinates);
        if (random.nextBoolean()) {
            request = Claims.carrying(
                    request, key.key(), random.nextInt(20) == 0 ? 0 : key.key().hashCode());
        }
        if (random.nextInt(10) == 0) {
            request = Claims.inLane(request, new LaneName("bulk"));
        }
        if (random.nextInt(30) == 0) {
            request = Claims.inHand(request, 1); // no claim's fence here
        }
        return random.nextInt(30) == 0 ? Claims.expiring(request, Instant.EPOCH) : request;
    }

    private static void assertSame(Optional<JobRecord> actual, Optional<JobRecord> expected) {
        assertThat(actual.isPresent()).isEqualTo(expected.isPresent());
        if (expected.isPresent()) {
            assertThat(actual.get())
                    .usingRecursiveComparison()
                    .ignoringFields("fence", "startedAt", "dueAt", "finishedAt")
                    .ignoringFieldsMatchingRegexes(".*At")
                    .isEqualTo(expected.get());
            assertThat(isAsDue(actual.get())).isEqualTo(isAsDue(expected.get()));
        }
    }

    /** A claim is when a job became due; times themselves cannot be compared. */
    private static boolean isAsDue(JobRecord record) {
        return record.startedAt().equals(record.dueAt());
    }
}
