package dev.warren.stores.sqlite;

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
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.idempotency.conformance.SettableClock;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.topology.LaneName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches written by one statement come to what the rules say one by one: both stores are asked the same, at random. */
class FastWayTest {
    private static final int ROUNDS = 150;
    private static final int JOBS = 2_000;
    private static final int ALL = 1_000_000;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Retention RETENTION = new Retention(Duration.ofSeconds(1), Duration.ofMinutes(15));

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final Map<JobKey, Map<IdempotencyStore, Long>> fences = new HashMap<>();
    private int lapses;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 20261122})
    void answersAsTheStoreInMemoryDoes(long seed) throws Exception {
        Random random = new Random(seed);
        try (SqliteStore file = SqliteStore.builder(directory.resolve("jobs.db"))
                        .clock(clock)
                        .retention(RETENTION)
                        .open();
                InMemoryStore memory = InMemoryStore.create(clock, RETENTION, 1_000_000)) {
            for (int round = 0; round < ROUNDS; round++) {
                clock.advance(Duration.ofMillis(random.nextInt(50)));
                if (random.nextInt(30) == 0) {
                    clock.advance(LEASE.plusSeconds(1)); // what is claimed now is suspect from now on
                    lapses++;
                }
                List<JobKey> keys = keys(random);
                switch (random.nextInt(12)) {
                    case 0, 1 -> register(random, keys, file, memory);
                    case 2, 3, 4 -> claim(random, keys, file, memory);
                    case 5 -> report(random, keys, file, memory);
                    case 6 -> {
                        report(random, keys, file, memory);
                        release(random, keys, file, memory);
                    }
                    case 7 -> cancel(keys, file, memory);
                    case 8 -> assertSameAreOverdue(Duration.ofMillis(random.nextInt(100)), file, memory);
                    case 9 -> assertThat(file.expire(ALL)).isEqualTo(memory.expire(ALL));
                    default -> settle(random, keys, file, memory);
                }
                for (JobKey key : keys) {
                    assertSame(file.find(key), memory.find(key));
                }
                SweepInvariants.assertHold(directory.resolve("jobs.db"));
            }
        }
    }

    private static void assertSameAreOverdue(Duration by, IdempotencyStore file, IdempotencyStore memory) {
        List<JobRecord> overdue = file.overdue(by, ALL);
        assertThat(overdue).isSortedAccordingTo(Comparator.comparing(JobRecord::dueAt));
        assertThat(overdue)
                .extracting(JobRecord::key)
                .containsExactlyInAnyOrderElementsOf(
                        memory.overdue(by, ALL).stream().map(JobRecord::key).toList());
    }

    /** Now and then a job twice in one batch, told differently the second time. */
    private void register(Random random, List<JobKey> keys, IdempotencyStore file, IdempotencyStore memory) {
        List<Registration> batch = new ArrayList<>();
        for (JobKey key : keys) {
            batch.add(registration(random, key));
            if (random.nextInt(20) == 0) {
                ClaimRequest again = Claims.inLane(
                        request(random, key), batch.get(batch.size() - 1).lane());
                batch.add(Claims.registration(
                        Claims.carrying(again, batch.get(batch.size() - 1).id().value(), 7), clock.instant()));
            }
        }
        file.register(batch);
        memory.register(batch);
    }

    private Registration registration(Random random, JobKey key) {
        Instant due = random.nextInt(10) == 0 ? clock.instant() : Instant.ofEpochMilli(random.nextInt());
        return Claims.registration(request(random, key), due);
    }

    private void release(Random random, List<JobKey> keys, IdempotencyStore file, IdempotencyStore memory) {
        List<JobKey> some = keys.stream().filter(key -> random.nextInt(3) == 0).toList();
        file.release(some.stream().map(key -> claimOf(key, file)).toList());
        memory.release(some.stream().map(key -> claimOf(key, memory)).toList());
    }

    private FencedKey claimOf(JobKey key, IdempotencyStore store) {
        return new FencedKey(key, fences.getOrDefault(key, Map.of()).getOrDefault(store, -1L));
    }

    private static void cancel(List<JobKey> keys, IdempotencyStore file, IdempotencyStore memory) {
        for (JobKey key : keys.subList(0, keys.size() / 10)) {
            assertThat(file.cancel(key)).isEqualTo(memory.cancel(key));
        }
    }

    private void report(Random random, List<JobKey> keys, IdempotencyStore file, IdempotencyStore memory) {
        for (JobKey key : keys.subList(0, keys.size() / 4)) {
            Progress progress = new Progress(random.nextInt(5), 5, "€");
            Map<IdempotencyStore, Long> known = fences.getOrDefault(key, Map.of());
            file.report(List.of(new ProgressReport(new FencedKey(key, known.getOrDefault(file, -1L)), progress)));
            memory.report(List.of(new ProgressReport(new FencedKey(key, known.getOrDefault(memory, -1L)), progress)));
        }
    }

    private void claim(Random random, List<JobKey> keys, IdempotencyStore file, IdempotencyStore memory) {
        Owner owner = new Owner(random.nextInt(2) + "-after-" + lapses + "-lapses");
        List<ClaimRequest> batch =
                keys.stream().map(key -> request(random, key)).toList();
        for (IdempotencyStore store : List.of(file, memory)) {
            store.heartbeat(owner, LEASE);
        }
        List<ClaimAnswer> one = file.claim(owner, batch);
        List<ClaimAnswer> other = memory.claim(owner, batch);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(withoutFence(one.get(i))).isEqualTo(withoutFence(other.get(i)));
            remember(keys.get(i), file, one.get(i));
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

    /** The two stores count differently. */
    private static String withoutFence(ClaimAnswer answer) {
        return answer.toString().replaceAll("fence=\\d+", "fence").replaceAll("\\[B@\\w+", "bytes");
    }

    private void settle(Random random, List<JobKey> keys, IdempotencyStore file, IdempotencyStore memory) {
        List<Settlement> one = new ArrayList<>();
        List<Settlement> other = new ArrayList<>();
        for (JobKey key : keys) {
            Map<IdempotencyStore, Long> known = fences.getOrDefault(key, Map.of());
            Decided decided = decision(random);
            long wrong = random.nextInt(50) == 0 ? 1 : 0;
            one.add(new Settlement(new FencedKey(key, known.getOrDefault(file, 5L) + wrong), decided));
            other.add(new Settlement(new FencedKey(key, wrong == 1 ? -1 : known.getOrDefault(memory, -1L)), decided));
        }
        List<Standing> standings = file.decide(one);
        assertThat(standings).isEqualTo(memory.decide(other));
        if (random.nextBoolean()) {
            file.mark(one.stream().map(Settlement::claim).toList());
            memory.mark(other.stream().map(Settlement::claim).toList());
        }
    }

    private static Decided decision(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> Claims.dead();
            case 1 -> Claims.retry(Coordinates.FIRST);
            case 2, 3 -> Claims.succeed("7");
            default -> new Decided(new dev.warren.outcome.Decision.Succeed(Optional.empty()), Optional.empty());
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
            java.util.Collections.shuffle(keys, random);
        }
        return keys;
    }

    /** Mostly the first delivery of its job, else one with something unlike it. */
    private static ClaimRequest request(Random random, JobKey key) {
        boolean second = random.nextInt(10) == 0;
        String id = key.key().length() % 2 == 0 ? key.key() : "id-" + key.key();
        return new ClaimRequest(
                key,
                new JobId(random.nextInt(20) == 0 ? "alias-" + id : id),
                second ? new Coordinates(random.nextInt(2), 2) : Coordinates.FIRST,
                second ? 2 : 1,
                payloadHash(random, key),
                Instant.ofEpochMilli(random.nextInt()),
                random.nextInt(30) == 0 ? Optional.of(Instant.EPOCH) : Optional.empty(),
                random.nextInt(20) == 0 ? Long.MAX_VALUE : 0,
                3,
                random.nextInt(10) == 0 ? LaneName.BULK : LaneName.DEFAULT);
    }

    private static long payloadHash(Random random, JobKey key) {
        return switch (random.nextInt(20)) {
            case 0, 1 -> PayloadHash.UNKNOWN;
            case 2 -> 7;
            default -> Long.MIN_VALUE + key.key().hashCode();
        };
    }

    private static void assertSame(Optional<JobRecord> actual, Optional<JobRecord> expected) {
        assertThat(actual.isPresent()).isEqualTo(expected.isPresent());
        if (expected.isPresent()) {
            assertThat(actual.get())
                    .usingRecursiveComparison()
                    .ignoringFields("fence")
                    .isEqualTo(expected.get());
        }
    }
}
