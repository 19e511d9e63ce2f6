package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.registration;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.Suspicion;
import dev.warren.job.JobId;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs that are known because they were enqueued. */
abstract class RegisterConformance extends Theme {
    private static final int ALL = 1_000;

    private void register(Registration registration) {
        store.register(List.of(registration));
    }

    private void register(String job) {
        register(registration(job));
    }

    private List<String> found(JobQuery.Builder query) {
        return store.search(query.build()).jobs().stream()
                .map(record -> record.key().key())
                .toList();
    }

    private List<String> overdue(Duration by) {
        return store.overdue(by, ALL).stream().map(record -> record.key().key()).toList();
    }

    @Test
    void aJobThatNobodyHasSeenIsPending() {
        Instant due = Claims.START.plus(Duration.ofDays(3));
        register(registration(Claims.inLane(Claims.carrying(request("a", FIRST), "0199-ä", 7), LaneName.BULK), due));
        JobRecord record = record("a");
        assertThat(record)
                .isEqualTo(new JobRecord(
                        key("a"),
                        new JobId("0199-ä"),
                        7,
                        JobStatus.PENDING,
                        FIRST,
                        1,
                        Optional.empty(),
                        record.fence(),
                        Suspicion.NONE,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Claims.START,
                        record.startedAt(),
                        due,
                        Optional.empty(),
                        Optional.of(LaneName.BULK),
                        Optional.empty(),
                        List.of()));
        assertThat(record.startedAt()).isBeforeOrEqualTo(now());
        assertThat(record.fence()).isPositive();
    }

    @Test
    void isFoundBeforeAnybodyClaimsIt() {
        register("a");
        JobPage all = new JobPage(List.of(record("a")), Optional.empty());
        assertThat(store.search(JobQuery.builder().id(new JobId("id-a")).build()))
                .isEqualTo(all);
        assertThat(store.search(JobQuery.builder().key("a").build())).isEqualTo(all);
        assertThat(store.search(
                        JobQuery.builder().statuses(Set.of(JobStatus.PENDING)).build()))
                .isEqualTo(all);
        assertThat(found(JobQuery.builder().lane(LaneName.DEFAULT))).containsExactly("a");
        assertThat(found(JobQuery.builder().lane(LaneName.BULK))).isEmpty();
    }

    @Test
    void aRecordThatIsThereStaysAsItIs() {
        register("pending");
        granted(ME, "running", FIRST);
        succeed("done", FIRST);
        Decided plain = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        decide(granted(ME, "plain", FIRST), "plain", plain);
        die("dead", FIRST);
        retrying("retrying");
        cancel("cancelled");
        expire("expired", FIRST);
        List<String> jobs = List.of("pending", "running", "done", "plain", "dead", "retrying", "cancelled", "expired");
        List<JobRecord> before = jobs.stream().map(this::record).toList();
        store.register(jobs.stream()
                .map(job -> registration(
                        Claims.inLane(Claims.carrying(request(job, FIRST), "another", 7), LaneName.BULK),
                        Claims.START.plusSeconds(1)))
                .toList());
        assertThat(jobs.stream().map(this::record).toList()).isEqualTo(before);
    }

    @Test
    void isGrantedToItsFirstClaimUnderANewFence() {
        register("a");
        JobRecord registered = record("a");
        long fence = granted(ME, "a", FIRST);
        assertThat(fence).isGreaterThan(registered.fence());
        JobRecord record = record("a");
        assertThat(record.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record.owner()).contains(ME);
        assertThat(record.history()).isEmpty();
        assertThat(decide(registered.fence(), "a", Claims.succeed("7"))).isEqualTo(Standing.FENCED);
        assertThat(decide(fence, "a", Claims.succeed("7"))).isEqualTo(Standing.RECORDED);
        assertThat(record("a").status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    @Test
    void aPlainSuccessIsRecordedAsOfAnyOther() {
        register("a");
        Decided plain = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        long fence = granted(ME, "a", FIRST);
        assertThat(decide(fence, "a", plain)).isEqualTo(Standing.RECORDED);
        assertThat(record("a").status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record("a").finishedAt()).isPresent();
        assertThat(claim(OTHER, "a", FIRST)).isEqualTo(new ClaimAnswer.Completed(new JobId("id-a"), Optional.empty()));
    }

    @Test
    void itsClaimSaysWhichLaneItIsInNow() {
        register("a");
        claim(ME, Claims.inLane(request("a", FIRST), LaneName.BULK));
        assertThat(record("a").lane()).contains(LaneName.BULK);
    }

    @Test
    void aDeliveryOfAnotherRunIsGrantedToo() {
        register("late");
        granted(ME, "late", SECOND);
        assertThat(record("late").coordinates()).isEqualTo(SECOND);
        register("replayed");
        granted(ME, "replayed", at(1, 1));
        assertThat(record("replayed").coordinates()).isEqualTo(at(1, 1));
    }

    @Test
    void anotherIdIsAnAliasAndAnotherPayloadAConflict() {
        register(registration(Claims.carrying(request("a", FIRST), "first", 7), Claims.START));
        assertThat(claim(ME, Claims.carrying(request("a", FIRST), "second", 8)))
                .isEqualTo(new ClaimAnswer.KeyConflict(new JobId("first")));
        grantedFence(claim(ME, Claims.carrying(request("a", FIRST), "second", 7)));
        assertThat(record("a").id()).isEqualTo(new JobId("first"));
    }

    @Test
    void aPayloadThatNobodySawIsThatOfTheFirstClaim() {
        register("a");
        grantedFence(claim(ME, Claims.carrying(request("a", FIRST), "id-a", 7)));
        assertThat(record("a").payloadHash()).isEqualTo(7);
    }

    @Test
    void expiresWhenItIsClaimedTooLate() {
        register("a");
        expire("a", FIRST);
        assertThat(record("a").status()).isEqualTo(JobStatus.EXPIRED);
    }

    @Test
    void isCancelledBeforeAnybodySeesIt() {
        register("a");
        JobRecord registered = record("a");
        cancel("a");
        assertThat(record("a").status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(record("a").id()).isEqualTo(new JobId("id-a"));
        assertThat(record("a").fence()).isGreaterThan(registered.fence());
        assertThat(claim(ME, "a", FIRST)).isEqualTo(dropped(Dropped.Why.CANCELLED));
    }

    @Test
    void isOverdueFromItsDueTimeOn() {
        Instant now = now();
        register(registration(request("late", FIRST), now.minus(Duration.ofMinutes(10))));
        register(registration(request("later", FIRST), now.minus(Duration.ofMinutes(20))));
        register(registration(request("in time", FIRST), now.plus(Duration.ofMinutes(10))));
        assertThat(overdue(Duration.ofMinutes(5))).containsExactly("later", "late");
        assertThat(overdue(Duration.ofMinutes(15))).containsExactly("later");
        granted(ME, "later", FIRST);
        assertThat(overdue(Duration.ofMinutes(5))).containsExactly("late");
    }

    @Test
    void isNeverForgotten() {
        register("a");
        fixture.pass(fixture.retention().succeeded().multipliedBy(2));
        assertThat(store.expire(ALL)).isZero();
        assertThat(record("a").status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void liesWhereItWasEnqueuedInTheOrderOfASearch() {
        for (int i = 0; i < 6; i++) {
            ClaimRequest request = Claims.enqueued(request("job-" + i, FIRST), Claims.START.plusSeconds(i));
            if (i % 2 == 0) {
                register(registration(request, Claims.START.plusSeconds(i)));
            } else {
                claim(ME, request);
            }
        }
        granted(ME, "job-2", FIRST);
        assertThat(found(JobQuery.builder())).containsExactly("job-5", "job-4", "job-3", "job-2", "job-1", "job-0");
        JobPage first = store.search(JobQuery.builder().most(2).build());
        assertThat(store.search(JobQuery.builder()
                                .most(2)
                                .build()
                                .after(first.next().orElseThrow()))
                        .jobs())
                .containsExactly(record("job-3"), record("job-2"));
    }

    @Test
    void aBatchMayHoldWhatIsKnownAndWhatIsNot() {
        granted(ME, "job-3", FIRST);
        List<Registration> batch = IntStream.range(0, 2_500)
                .mapToObj(i -> registration("job-" + i))
                .toList();
        store.register(batch);
        store.register(batch);
        assertThat(record("job-3").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record("job-2499").status()).isEqualTo(JobStatus.PENDING);
        List<ClaimRequest> requests = IntStream.range(0, 2_500)
                .filter(i -> i != 3)
                .mapToObj(i -> request("job-" + i, FIRST))
                .toList();
        List<Long> fences = new ArrayList<>();
        store.claim(ME, requests).forEach(answer -> fences.add(grantedFence(answer)));
        assertThat(fences).hasSize(2_499).doesNotHaveDuplicates();
    }

    @Test
    void anEmptyBatchIsNothing() {
        store.register(List.of());
        store.report(List.of());
        assertThat(store.search(JobQuery.builder().build()).jobs()).isEmpty();
    }

    @Test
    void isThereAfterTheStoreWasClosed() {
        assumeThat(fixture.outlivesClosing()).isTrue();
        register("a");
        JobRecord before = record("a");
        store.close();
        store = fixture.open();
        assertThat(record("a")).isEqualTo(before);
    }
}
