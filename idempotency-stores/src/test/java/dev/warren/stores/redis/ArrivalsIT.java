package dev.warren.stores.redis;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobCursor;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.conformance.Claims;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

/** Young records, and what becomes of them when arrivals are looked at. */
@Tag("store-server")
@Timeout(120)
class ArrivalsIT {
    private static final Owner ME = new Owner("me");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int ALL = 1_000;

    private final String name = TestRedis.freshName();
    private final LateClient late = new LateClient(TestRedis.uri());
    private RedisStore store;
    private RedisClient client;

    @BeforeEach
    void open() {
        store = openLate();
        client = RedisClient.create(TestRedis.uri());
    }

    private RedisStore openLate() {
        RedisStore opened = RedisStore.builder(late)
                .name(name)
                .retention(new Retention(KEPT, KEPT.multipliedBy(10)))
                .open();
        opened.heartbeat(ME, LONG);
        return opened;
    }

    @AfterEach
    void close() {
        store.close();
        late.close();
        client.close();
        TestRedis.remove(TestRedis.uri(), name);
    }

    private String of(String part) {
        return "{warren:" + name + "}:" + part;
    }

    private Map<String, Long> granted(String... jobs) {
        return granted(store, ME, List.of(jobs));
    }

    private static Map<String, Long> granted(RedisStore store, Owner owner, List<String> jobs) {
        List<ClaimRequest> batch = jobs.stream().map(OtherProcess::request).toList();
        List<ClaimAnswer> answers = store.claim(owner, batch);
        Map<String, Long> fences = new LinkedHashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            assertThat(answers.get(i)).isInstanceOf(ClaimAnswer.Granted.class);
            fences.put(jobs.get(i), ((ClaimAnswer.Granted) answers.get(i)).fence());
        }
        return fences;
    }

    private static long fence(RedisStore store, String job) {
        return store.find(key(job)).orElseThrow().fence();
    }

    private void succeed(String job) {
        succeed(store, job);
    }

    private static void succeed(RedisStore store, String job) {
        Settlement success = new Settlement(new FencedKey(key(job), fence(store, job)), Claims.succeed("7"));
        assertThat(store.decide(List.of(success))).containsExactly(Standing.RECORDED);
    }

    /** Jobs in order, open, succeeded and ended. */
    private List<Long> sets() {
        return List.of(
                client.zcard(of("order")),
                client.zcard(of("open")),
                client.zcard(of("succeeded")),
                client.zcard(of("ended")));
    }

    private List<String> found(int most) {
        return store.search(JobQuery.builder().most(most).build()).jobs().stream()
                .map(record -> record.key().key())
                .toList();
    }

    private List<String> overdue() {
        return overdue(store);
    }

    private static List<String> overdue(RedisStore store) {
        return store.overdue(Duration.ZERO, 10 * ALL).stream()
                .map(JobRecord::key)
                .map(key -> key.key())
                .toList();
    }

    @Test
    void whatIsClaimedAndSucceedsIsInNoSet() {
        granted("a", "b", "c");
        succeed("a");
        succeed("b");
        assertThat(sets()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(found(ALL)).containsExactly("c", "b", "a");
        overdue();
        assertThat(sets()).containsExactly(1L, 1L, 0L, 0L);
        assertThat(found(ALL)).containsExactly("c", "b", "a");
        succeed("c");
        assertThat(sets()).containsExactly(1L, 0L, 1L, 0L);
        assertThat(store.find(key("c")).orElseThrow().resultJson()).contains("7");
    }

    @Test
    void howFarTheFirstLookCameOutlivesARestartAndIsSharedByAll() {
        try (PrivateRedis server = PrivateRedis.start("looked")) {
            long fence;
            try (RedisStore one = TestRedis.open(server.uri(), name)) {
                one.heartbeat(ME, LONG);
                granted(one, ME, List.of("a"));
                fence = fence(one, "a");
                overdue(one);
            }
            server.kill();
            server.restart();
            try (RedisStore other = TestRedis.open(server.uri(), name);
                    RedisClient there = server.client()) {
                assertThat(there.hget(of("store"), "looked")).isEqualTo(Long.toString(fence));
                there.setrange(of("job:jobs//greet/a"), 2, "F"); // whoever looked at it again would settle it again
                granted(other, ME, List.of("b"));
                overdue(other);
                assertThat(there.hget(of("store"), "looked")).isEqualTo(Long.toString(fence(other, "b")));
                assertThat(there.getrange(of("job:jobs//greet/a"), 2, 2)).isEqualTo("F");
                assertThat(there.zcard(of("open"))).isEqualTo(2);
            }
        }
    }

    @Test
    void manySmallArrivalsAreAllLookedAt() {
        List<String> jobs = IntStream.range(0, 300).mapToObj(i -> "job-" + i).toList();
        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i += 1 + i % 3) {
            batches.add(jobs.subList(i, Math.min(jobs.size(), i + 1 + i % 3)));
        }
        batches.add(IntStream.range(0, 1_700).mapToObj(i -> "more-" + i).toList());
        batches.forEach(batch -> granted(store, ME, batch));
        late.pass(LONG);
        late.pass(LONG);
        assertThat(overdue()).hasSize(2_000).doesNotHaveDuplicates();
        assertThat(found(100)).first().isEqualTo("more-1699");
    }

    @Test
    void aSuccessThatCameLateIsKeptFromItsEnd() {
        granted("early", "late", "open");
        succeed("early");
        late.pass(KEPT.plusSeconds(10));
        store.heartbeat(new Owner("other"), LONG);
        succeed("late");
        assertThat(store.expire(ALL)).isEqualTo(1);
        assertThat(client.xlen(of("arrivals"))).isZero();
        assertThat(sets()).containsExactly(2L, 1L, 1L, 0L);
        assertThat(found(ALL)).containsExactly("open", "late");
        assertThat(overdue()).containsExactly("open");
        late.pass(KEPT.plusSeconds(10));
        assertThat(store.expire(ALL)).isEqualTo(1);
        assertThat(found(ALL)).containsExactly("open");
    }

    @Test
    void whatIsNoPlainSuccessStaysFoundWhenItsArrivalIsGone() {
        granted("dead", "released", "cancelled", "open");
        FencedKey dead = new FencedKey(key("dead"), fence(store, "dead"));
        store.decide(List.of(new Settlement(dead, Claims.dead())));
        store.mark(List.of(dead));
        store.release(List.of(new FencedKey(key("released"), fence(store, "released"))));
        store.cancel(key("cancelled"));
        assertThat(found(ALL)).containsExactly("open", "cancelled", "released", "dead");
        late.pass(KEPT.plusSeconds(10));
        assertThat(store.expire(ALL)).isZero();
        assertThat(client.xlen(of("arrivals"))).isZero();
        assertThat(found(ALL)).containsExactly("open", "cancelled", "released", "dead");
        assertThat(overdue()).containsExactlyInAnyOrder("open", "released");
        late.pass(KEPT.multipliedBy(10));
        assertThat(store.expire(ALL)).isEqualTo(2);
        assertThat(found(ALL)).containsExactly("open", "released");
    }

    @Test
    void anIdThatIsNotTheKeyGoesWithItsJob() {
        ClaimRequest request = Claims.request(key("a"), Claims.at(0, 1));
        store.claim(ME, List.of(request));
        succeed("a");
        assertThat(client.zcard(of("ids"))).isEqualTo(1);
        late.pass(KEPT.plusSeconds(10));
        assertThat(store.expire(ALL)).isEqualTo(1);
        assertThat(client.zcard(of("ids"))).isZero();
    }

    @Test
    void aJobThatTwoArrivalsNameSinceItCameAgainIsOne() {
        granted("a", "b", "c");
        succeed("a");
        succeed("b");
        late.pass(KEPT.plusSeconds(10));
        assertThat(store.expire(1)).isEqualTo(1);
        assertThat(store.find(key("a"))).isEmpty();
        assertThat(client.xlen(of("arrivals"))).isEqualTo(1);
        store.heartbeat(new Owner("next"), LONG);
        granted(store, new Owner("next"), List.of("a"));
        assertThat(found(ALL)).containsExactly("a", "c", "b");
        succeed("a");
        late.pass(KEPT.plusSeconds(10));
        assertThat(store.expire(ALL)).isEqualTo(2);
        assertThat(found(ALL)).containsExactly("c");
        assertThat(client.xlen(of("arrivals"))).isZero();
    }

    @Test
    void processesThatAreKilledWhileTheyLookLoseNothing() throws Exception {
        Process one = OtherProcess.start("look", TestRedis.uri().toString(), name);
        Process other = OtherProcess.start("look", TestRedis.uri().toString(), name);
        Set<String> left = new HashSet<>();
        try (BufferedReader lines = OtherProcess.output(one);
                BufferedReader others = OtherProcess.output(other)) {
            for (int round = 0; round < 40; round++) {
                left.addAll(claimAndEndEveryOther(round));
                if (round < 20) {
                    lines.readLine(); // so that looks and claims take turns
                    others.readLine();
                } else if (round < 30) {
                    one.destroyForcibly();
                    others.readLine();
                } else {
                    other.destroyForcibly();
                }
            }
        } finally {
            one.destroyForcibly().waitFor();
            other.destroyForcibly().waitFor();
        }
        late.pass(Duration.ofMinutes(1));
        assertThat(overdue()).containsExactlyInAnyOrderElementsOf(left);
        late.pass(KEPT);
        store.expire(10 * ALL);
        assertThat(sets()).containsExactly((long) left.size(), (long) left.size(), 0L, 0L);
        assertThat(client.xlen(of("arrivals"))).isZero();
        JobQuery ended =
                JobQuery.builder().statuses(EnumSet.of(JobStatus.SUCCEEDED)).build();
        assertThat(store.search(ended).jobs()).isEmpty();
    }

    /** Answers those that were not ended. Their owner's lease is a short one. */
    private Set<String> claimAndEndEveryOther(int round) {
        Owner owner = new Owner("owner-" + round);
        store.heartbeat(owner, Duration.ofSeconds(10));
        List<String> jobs =
                IntStream.range(0, 100).mapToObj(i -> round + "-" + i).toList();
        Set<String> left = new HashSet<>();
        List<Settlement> ends = new ArrayList<>();
        granted(store, owner, jobs).forEach((job, fence) -> {
            if (fence % 2 == 0) {
                left.add(job);
            } else {
                ends.add(new Settlement(new FencedKey(key(job), fence), Claims.succeed("7")));
            }
        });
        assertThat(store.decide(ends)).containsOnly(Standing.RECORDED);
        return left;
    }

    @Test
    void aFullServerIsLookedAtAndForgotten() {
        try (PrivateRedis server = PrivateRedis.start("full");
                RedisClient there = server.client();
                RedisStore full = TestRedis.open(server.uri(), name, new Retention(Duration.ZERO, KEPT))) {
            full.heartbeat(ME, LONG);
            granted(full, ME, List.of("a", "b", "c"));
            succeed(full, "a");
            there.configSet("maxmemory", "1");
            assertThat(overdue(full)).isEmpty();
            assertThat(there.zcard(of("open"))).isEqualTo(2);
            there.configSet("maxmemory", "0");
            granted(full, ME, List.of("d"));
            there.configSet("maxmemory", "1");
            Awaitility.await("the end of no time at all")
                    .until(() -> full.expire(ALL) + there.xlen(of("arrivals")), left -> left == 0);
            assertThat(there.zcard(of("open"))).isEqualTo(3);
            assertThat(full.find(key("a"))).isEmpty();
        }
    }

    @Test
    void aStoreOfTheFirstSchemaGoesOnAndThoseThatKnowNoOtherAreStopped() {
        Map<String, Long> fences = granted("a", "b");
        makeFirstSchema(fences);
        String epoch = client.hget(of("store"), "epoch");
        try (RedisStore newer = openLate()) {
            assertThat(newer.id()).isEqualTo(store.id());
            assertThat(client.hget(of("store"), "schema")).isEqualTo("2");
            assertThat(client.hget(of("store"), "epoch")).isNotEqualTo(epoch);
            succeed("a");
            granted("c");
            assertThat(found(ALL)).containsExactly("c", "b", "a");
            assertThat(sets()).containsExactly(2L, 1L, 1L, 0L);
            late.pass(KEPT.plusSeconds(10));
            assertThat(overdue()).containsExactly("b", "c");
            assertThat(store.expire(ALL)).isEqualTo(1);
            assertThat(found(ALL)).containsExactly("c", "b");
        }
    }

    /** All that it has is in sets. */
    private void makeFirstSchema(Map<String, Long> fences) {
        client.hset(of("store"), "schema", "1");
        client.unlink(of("arrivals"));
        fences.forEach((job, fence) -> {
            client.setrange(of("job:jobs//greet/" + job), 2, "f");
            client.zadd(of("order"), fence, "jobs//greet/" + job);
            client.zadd(of("open"), fence, "jobs//greet/" + job);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-9223372036854775808"})
    void aCursorBelowAllPlacesIsNoneOfThisStore(String cursor) {
        granted("a");
        JobQuery query = JobQuery.builder().build().after(new JobCursor(cursor));
        assertThatThrownBy(() -> store.search(query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the cursor '" + cursor + "' was not made by this store");
    }
}
