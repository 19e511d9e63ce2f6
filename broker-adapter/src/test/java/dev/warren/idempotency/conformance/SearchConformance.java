package dev.warren.idempotency.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobCursor;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.TimeRange;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding jobs by what is known of them. */
abstract class SearchConformance extends Theme {
    private static final List<String> NAMESPACES = List.of("jobs", "shop");
    private static final List<String> TENANTS = List.of("", "ä€😀", "acme/2");
    private static final List<LaneName> LANES = List.of(LaneName.DEFAULT, LaneName.BULK, LaneName.CRITICAL);
    private static final List<String> TYPES = List.of("greet", "email.send");

    private static final Decided PLAIN_SUCCESS = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());

    private int added;

    /** Jobs come in the order in which they were enqueued, a second after one another. */
    private ClaimRequest next(JobKey key, String id) {
        return new ClaimRequest(
                key,
                new JobId(id),
                FIRST,
                1,
                PayloadHash.UNKNOWN,
                Claims.START.plusSeconds(added++),
                Optional.empty(),
                0,
                Claims.POISON_AFTER,
                LANES.get(added % LANES.size()));
    }

    private static JobKey key(String tenant, String type, String key) {
        return new JobKey("jobs", tenant, new JobTypeName(type), key);
    }

    private JobKey add(JobKey key, String id) {
        claim(ME, next(key, id));
        return key;
    }

    private JobKey add(String job) {
        return add(Claims.key(job), job);
    }

    private static JobQuery.Builder query() {
        return JobQuery.builder();
    }

    /** All pages, one after the other. */
    private List<JobRecord> all(JobQuery query) {
        List<JobRecord> all = new ArrayList<>();
        Optional<JobQuery> asked = Optional.of(query);
        while (asked.isPresent()) {
            JobPage page = store.search(asked.get());
            assertThat(page.jobs()).hasSizeLessThanOrEqualTo(query.most());
            all.addAll(page.jobs());
            asked = page.next().map(query::after);
        }
        return all;
    }

    private List<JobKey> keys(JobQuery.Builder query) {
        return all(query.build()).stream().map(JobRecord::key).toList();
    }

    @Test
    void anEmptyStoreHasNothing() {
        assertThat(store.search(query().build())).isEqualTo(new JobPage(List.of(), Optional.empty()));
        assertThat(keys(query().id(new JobId("a")))).isEmpty();
    }

    @Test
    void findsAJobByItsIdWhetherThatIsItsKeyOrNot() {
        JobKey same = add(Claims.key("order-1"), "order-1");
        JobKey other = add(Claims.key("order-2"), "0199-ä€😀");
        assertThat(keys(query().id(new JobId("order-1")))).containsExactly(same);
        assertThat(keys(query().id(new JobId("0199-ä€😀")))).containsExactly(other);
        assertThat(keys(query().id(new JobId("order-2")))).isEmpty();
        assertThat(all(query().id(new JobId("0199-ä€😀")).build())).containsExactly(record("order-2"));
    }

    @Test
    void findsAllJobsOfOneIdNewestFirst() {
        JobKey one = add(key("", "greet", "7"), "7");
        JobKey two = add(key("acme", "greet", "7"), "7");
        JobKey three = add(key("", "email.send", "7"), "7");
        JobKey four = add(key("", "sms.send", "order-9"), "7");
        add(key("", "sms.send", "7"), "another");
        assertThat(keys(query().id(new JobId("7")))).containsExactly(four, three, two, one);
        assertThat(keys(query().id(new JobId("7")).most(1))).containsExactly(four, three, two, one);
        assertThat(keys(query().id(new JobId("7")).tenant(""))).containsExactly(four, three, one);
        assertThat(keys(query().id(new JobId("7")).type(new JobTypeName("greet"))))
                .containsExactly(two, one);
        assertThat(keys(query().id(new JobId("7")).key("order-9"))).containsExactly(four);
    }

    @Test
    void findsAllJobsOfOneKey() {
        JobKey one = add(key("", "greet", "order-7"), "a");
        JobKey two = add(key("acme", "greet", "order-7"), "b");
        add(key("", "greet", "order-8"), "order-7");
        assertThat(keys(query().key("order-7"))).containsExactly(two, one);
        assertThat(keys(query().key("order-7").tenant("acme"))).containsExactly(two);
        assertThat(keys(query().key("order"))).isEmpty();
    }

    @Test
    void findsAJobThatWasCancelledBeforeAnybodySawIt() {
        cancel("early");
        assertThat(all(query().id(new JobId("early")).build())).containsExactly(record("early"));
    }

    @Test
    void findsTheJobsOfALaneWhereverTheyWereBefore() {
        JobKey moved = add("moved");
        JobKey other = add("other");
        release(record("moved").fence(), "moved");
        claim(ME, Claims.inLane(Claims.request(moved, FIRST), new LaneName("reports")));
        assertThat(keys(query().lane(new LaneName("reports")))).containsExactly(moved);
        assertThat(keys(query().lane(record("other").lane().orElseThrow()))).containsExactly(other);
        assertThat(keys(query().lane(new LaneName("nowhere")))).isEmpty();
        cancel("of no lane");
        assertThat(record("of no lane").lane()).isEmpty();
        assertThat(keys(query())).hasSize(3);
    }

    @Test
    void timesAreFromAndBefore() {
        JobKey one = add("one");
        JobKey two = add("two");
        Instant first = Claims.START;
        assertThat(keys(query().enqueued(TimeRange.from(first.plusSeconds(1))))).containsExactly(two);
        assertThat(keys(query().enqueued(TimeRange.from(first.plusNanos(1))))).containsExactly(two);
        assertThat(keys(query().enqueued(TimeRange.until(first.plusSeconds(1)))))
                .containsExactly(one);
        assertThat(keys(query().enqueued(TimeRange.until(first.plusNanos(1))))).containsExactly(one);
        assertThat(keys(query().enqueued(TimeRange.until(first)))).isEmpty();
        assertThat(keys(query().enqueued(TimeRange.from(Instant.MIN)))).containsExactly(two, one);
        assertThat(keys(query().enqueued(TimeRange.until(Instant.MAX)))).containsExactly(two, one);
    }

    @Test
    void findsByTheTimeOfTheEndOnlyWhatHasEnded() {
        add("open");
        decideSuccess(add("done"));
        Instant end = record("done").finishedAt().orElseThrow();
        assertThat(keys(query().finished(TimeRange.from(end)))).containsExactly(Claims.key("done"));
        assertThat(keys(query().finished(TimeRange.until(end.plusNanos(1_000_000)))))
                .containsExactly(Claims.key("done"));
        assertThat(keys(query().finished(TimeRange.until(end)))).isEmpty();
        assertThat(keys(query().finished(TimeRange.from(Instant.EPOCH)))).containsExactly(Claims.key("done"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000})
    void findsTheSameAsLookingAtEachRecord(int most) {
        Random random = new Random(most);
        List<JobKey> everything = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            JobKey key = anyKey(random, i);
            move(add(key, random.nextInt(3) > 0 ? key.key() : "id-" + i % 10), random.nextInt(10));
            everything.add(0, key);
        }
        for (int i = 0; i < 120; i++) {
            JobQuery query = anyQuery(random, most);
            List<JobRecord> wanted = everything.stream()
                    .map(key -> store.find(key).orElseThrow())
                    .filter(query::matches)
                    .toList();
            assertThat(all(query))
                    .as("%s", query)
                    .extracting(SearchConformance::words)
                    .isEqualTo(words(wanted));
        }
    }

    private static List<String> words(List<JobRecord> records) {
        return records.stream().map(SearchConformance::words).toList();
    }

    /** What tells one record from another; the bytes of a decision come back as another array. */
    private static String words(JobRecord record) {
        return record.key() + " " + record.id() + " " + record.status() + " " + record.fence() + " " + record.lane();
    }

    private static JobKey anyKey(Random random, int number) {
        return new JobKey(
                any(random, NAMESPACES),
                any(random, TENANTS),
                new JobTypeName(any(random, TYPES)),
                random.nextBoolean() ? "key-" + number : new UUID(number, random.nextLong()).toString());
    }

    private static JobQuery anyQuery(Random random, int most) {
        JobQuery.Builder query = JobQuery.builder().most(most);
        List<Runnable> parts = new ArrayList<>(List.of(
                () -> query.namespace(any(random, NAMESPACES)),
                () -> query.tenant(any(random, TENANTS)),
                () -> query.type(new JobTypeName(any(random, TYPES))),
                () -> query.id(new JobId((random.nextBoolean() ? "id-" : "key-") + random.nextInt(10))),
                () -> query.key("key-" + random.nextInt(60)),
                () -> query.lane(any(random, LANES)),
                () -> query.statuses(anyStatuses(random)),
                () -> query.enqueued(TimeRange.from(Claims.START.plusMillis(random.nextInt(60_000)))),
                () -> query.enqueued(TimeRange.until(Claims.START.plusMillis(random.nextInt(60_000)))),
                () -> query.finished(TimeRange.from(Claims.START.minus(Duration.ofDays(1))))));
        Collections.shuffle(parts, random);
        parts.subList(0, random.nextInt(3)).forEach(Runnable::run);
        return query.build();
    }

    private static Set<JobStatus> anyStatuses(Random random) {
        Set<JobStatus> statuses = EnumSet.of(any(random, List.of(JobStatus.values())));
        statuses.add(any(random, List.of(JobStatus.values())));
        return statuses;
    }

    private static <T> T any(Random random, List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    /** From its claim to one of the statuses there are. */
    private void move(JobKey key, int how) {
        FencedKey claim = new FencedKey(key, store.find(key).orElseThrow().fence());
        switch (how) {
            case 0 -> store.release(List.of(claim));
            case 1 -> decideSuccess(key);
            case 2 -> store.decide(List.of(new Settlement(claim, Claims.retry(FIRST))));
            case 3 -> {
                store.decide(List.of(new Settlement(claim, Claims.retry(FIRST))));
                store.mark(List.of(claim));
            }
            case 4 -> {
                store.decide(List.of(new Settlement(claim, Claims.dead())));
                store.mark(List.of(claim));
            }
            case 5 -> assertThat(store.cancel(key)).isEqualTo(CancelAnswer.CANCELLED);
            case 6, 7, 8 -> store.decide(List.of(new Settlement(claim, PLAIN_SUCCESS)));
            default -> assertThat(store.find(key).orElseThrow().status()).isEqualTo(JobStatus.RUNNING);
        }
    }

    private void decideSuccess(JobKey key) {
        FencedKey claim = new FencedKey(key, store.find(key).orElseThrow().fence());
        store.decide(List.of(new Settlement(claim, Claims.succeed("7"))));
    }

    @Test
    void aWalkMeetsEachJobOnceWhileOthersComeAndItsOwnMoveOn() {
        List<JobKey> there = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            there.add(0, add("job-" + i));
        }
        List<JobKey> met = new ArrayList<>();
        JobQuery query = query().most(3).build();
        Optional<JobQuery> asked = Optional.of(query);
        while (asked.isPresent()) {
            JobPage page = store.search(asked.get());
            page.jobs().forEach(record -> met.add(record.key()));
            asked = page.next().map(query::after);
            JobKey replayed = there.get(met.size() % there.size());
            add("new-" + met.size());
            retryAndClaimAgain(replayed);
        }
        assertThat(met).containsExactlyElementsOf(there);
    }

    /** Its fence becomes the highest of all. */
    private void retryAndClaimAgain(JobKey key) {
        JobRecord record = store.find(key).orElseThrow();
        FencedKey claim = new FencedKey(key, record.fence());
        store.decide(List.of(new Settlement(claim, Claims.retry(record.coordinates()))));
        store.mark(List.of(claim));
        claim(ME, Claims.request(key, record.coordinates().nextRun()));
    }

    @Test
    void leavesOutWhatNoLongerFits() {
        add("a");
        JobQuery running = query().statuses(EnumSet.of(JobStatus.RUNNING)).build();
        assertThat(store.search(running).jobs()).containsExactly(record("a"));
        cancel("a");
        assertThat(store.search(running).jobs()).isEmpty();
    }

    @Test
    void refusesACursorThatItDidNotMake() {
        Collection<String> foreign = List.of("x", "2026-11-22T12:00:00Z/a", "%", "1e3", "/".repeat(4));
        for (String cursor : foreign) {
            JobQuery query = query().build().after(new JobCursor(cursor));
            assertThatThrownBy(() -> store.search(query))
                    .as(cursor)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the cursor '" + cursor + "' was not made by this store");
        }
    }
}
