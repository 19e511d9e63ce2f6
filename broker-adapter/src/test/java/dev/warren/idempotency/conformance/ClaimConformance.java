package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.Suspicion;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every answer of a claim, but for those about workers that are gone. */
abstract class ClaimConformance extends Theme {
    private static final long ONE_PAYLOAD = Long.MIN_VALUE + 1;
    private static final long OTHER_PAYLOAD = Long.MAX_VALUE;

    @Test
    void hasAnIdThatStays() {
        assertThat(store.id()).isNotBlank().isEqualTo(store.id());
    }

    @Test
    void grantsWhatIsNew() {
        Instant before = now();
        long fence = grantedFence(claim(ME, Claims.carrying(request("a", FIRST), "id-a", ONE_PAYLOAD)));
        JobRecord record = record("a");
        assertThat(fence).isPositive();
        assertThat(record.fence()).isEqualTo(fence);
        assertThat(record.key()).isEqualTo(key("a"));
        assertThat(record.id()).isEqualTo(new JobId("id-a"));
        assertThat(record.payloadHash()).isEqualTo(ONE_PAYLOAD);
        assertThat(record.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record.coordinates()).isEqualTo(FIRST);
        assertThat(record.attempt()).isEqualTo(1);
        assertThat(record.owner()).contains(ME);
        assertThat(record.suspicion()).isEqualTo(Suspicion.NONE);
        assertThat(record.crashes()).isZero();
        assertThat(record.decided()).isEmpty();
        assertThat(record.resultJson()).isEmpty();
        assertThat(record.error()).isEmpty();
        assertThat(record.enqueuedAt()).isEqualTo(Claims.START);
        assertThat(record.startedAt()).isBetween(before, now());
        assertThat(record.dueAt()).isEqualTo(record.startedAt());
        assertThat(record.finishedAt()).isEmpty();
    }

    @Test
    void answersABatchInItsOrder() {
        granted(OTHER, "held", FIRST);
        succeed("done", FIRST);
        List<ClaimAnswer> answers =
                store.claim(ME, List.of(request("done", FIRST), request("new", FIRST), request("held", FIRST)));
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).isEqualTo(new ClaimAnswer.Completed(new JobId("id-done"), Optional.of("7")));
        assertThat(answers.get(1)).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(answers.get(2)).isInstanceOf(ClaimAnswer.Held.class);
    }

    @Test
    void answersAnEmptyBatchWithNothing() {
        assertThat(store.claim(ME, List.of())).isEmpty();
        assertThat(store.start(List.of())).isEmpty();
        assertThat(store.decide(List.of())).isEmpty();
        store.mark(List.of());
        store.release(List.of());
    }

    @Test
    void takesBatchesOfFiveHundred() {
        List<String> jobs =
                IntStream.rangeClosed(1, 500).mapToObj(i -> "job " + i).toList();
        List<ClaimAnswer> answers =
                store.claim(ME, jobs.stream().map(job -> request(job, FIRST)).toList());
        assertThat(answers).hasSize(500);
        List<FencedKey> claims = IntStream.range(0, 500)
                .mapToObj(i -> new FencedKey(key(jobs.get(i)), grantedFence(answers.get(i))))
                .toList();
        assertThat(claims)
                .allSatisfy(claim -> assertThat(store.find(claim.key()))
                        .map(JobRecord::fence)
                        .contains(claim.fence()));

        List<FencedKey> some = claims.subList(0, 250);
        List<FencedKey> others = claims.subList(250, 500);
        assertThat(store.start(some)).hasSize(250).containsOnly(Standing.RECORDED);
        assertThat(store.decide(some.stream()
                        .map(claim -> new Settlement(claim, Claims.dead()))
                        .toList()))
                .hasSize(250)
                .containsOnly(Standing.RECORDED);
        store.mark(some);
        store.release(others);
        assertThat(some).allSatisfy(claim -> assertThat(statusOf(claim)).isEqualTo(JobStatus.DEAD));
        assertThat(others).allSatisfy(claim -> assertThat(statusOf(claim)).isEqualTo(JobStatus.PENDING));
    }

    private JobStatus statusOf(FencedKey claim) {
        return store.find(claim.key()).orElseThrow().status();
    }

    @Test
    void tellsKeysApartByEachOfTheirParts() {
        List<JobKey> keys = List.of(
                new JobKey("jobs", "", new JobTypeName("t"), "k"),
                new JobKey("other", "", new JobTypeName("t"), "k"),
                new JobKey("jobs", "acme", new JobTypeName("t"), "k"),
                new JobKey("jobs", "", new JobTypeName("u"), "k"),
                new JobKey("jobs", "", new JobTypeName("T"), "k"),
                new JobKey("jobs", "", new JobTypeName("t"), "K"),
                new JobKey("jobs", "", new JobTypeName("t"), "k "),
                new JobKey("jobs", "a", new JobTypeName("t"), "bk"),
                new JobKey("jobs", "ab", new JobTypeName("t"), "k"),
                new JobKey("jobs", "a:t", new JobTypeName("t"), "k"),
                new JobKey("jobs", "a", new JobTypeName("t"), "t:k"),
                new JobKey("jobs", "", new JobTypeName("t"), "ä€😀'\"%_\\{}*?"),
                new JobKey(
                        "jobs",
                        "",
                        new JobTypeName("t"),
                        "a\u0308€😀'\"%_\\{}*?"), // the same letters, spelled otherwise
                new JobKey("jobs", "", new JobTypeName("t"), "k".repeat(255)));
        for (JobKey each : keys) {
            assertThat(claim(ME, request(each, FIRST))).as("%s", each).isInstanceOf(ClaimAnswer.Granted.class);
        }
        assertThat(keys)
                .allSatisfy(
                        each -> assertThat(store.find(each)).map(JobRecord::key).contains(each));
    }

    @Test
    void neverGivesAFenceTwice() {
        List<Long> fences = new ArrayList<>();
        for (int run = 1; run <= 5; run++) {
            for (String job : List.of("a", "b")) {
                long fence = granted(ME, job, at(0, run));
                decide(fence, job, Claims.retry(at(0, run)));
                mark(fence, job);
                fences.add(fence);
            }
        }
        assertThat(fences).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void joinsADeliveryOfWhatTheProcessHasInHand() {
        long fence = granted(ME, "a", FIRST);
        assertThat(claim(ME, Claims.inHand(request("a", FIRST), fence))).isInstanceOf(ClaimAnswer.RunningHere.class);
        assertThat(record("a").fence()).isEqualTo(fence);
        decide(fence, "a", Claims.dead());
        assertThat(claim(ME, Claims.inHand(request("a", FIRST), fence))).isInstanceOf(ClaimAnswer.RunningHere.class);
    }

    @Test
    void grantsAgainWhatWasGrantedByAnAnswerThatGotLost() {
        long lost = granted(ME, "a", FIRST);
        long fence = granted(ME, "a", FIRST);
        assertThat(fence).isGreaterThan(lost);
        assertThat(record("a").crashes()).isZero();
        assertThat(record("a").suspicion()).isEqualTo(Suspicion.NONE);
        assertThat(decide(lost, "a", Claims.succeed("7"))).isEqualTo(Standing.FENCED);
        assertThat(decide(fence, "a", Claims.succeed("7"))).isEqualTo(Standing.RECORDED);
    }

    @Test
    void holdsTheNextRunOfWhatTheProcessHasInHand() {
        long fence = retrying("a");
        assertThat(claim(ME, Claims.inHand(request("a", SECOND), fence))).isInstanceOf(ClaimAnswer.Held.class);
        assertThat(granted(ME, "a", SECOND)).isGreaterThan(fence);
    }

    @Test
    void dropsWhatIsBelowTheRecord() {
        retrying("a");
        assertThat(claim(ME, "a", FIRST)).isEqualTo(dropped(Dropped.Why.STALE));
        granted(ME, "a", SECOND);
        assertThat(claim(OTHER, "a", FIRST)).isEqualTo(dropped(Dropped.Why.STALE));
    }

    @Test
    void answersAnAliasWithTheResultOfTheFirst() {
        succeed("a", FIRST);
        ClaimRequest alias = Claims.carrying(request("a", FIRST), "another-id", PayloadHash.UNKNOWN);
        assertThat(claim(OTHER, alias)).isEqualTo(new ClaimAnswer.Completed(new JobId("id-a"), Optional.of("7")));
        assertThat(record("a").id()).isEqualTo(new JobId("id-a"));
    }

    @Test
    void refusesAKeyThatBelongsToAnotherPayloadWhateverBecameOfIt() {
        ClaimRequest first = Claims.carrying(request("a", FIRST), "id-a", ONE_PAYLOAD);
        ClaimRequest other = Claims.carrying(request("a", FIRST), "id-b", OTHER_PAYLOAD);
        ClaimAnswer conflict = new ClaimAnswer.KeyConflict(new JobId("id-a"));
        long fence = grantedFence(claim(ME, first));
        assertThat(claim(OTHER, other)).isEqualTo(conflict);
        assertThat(record("a").fence()).isEqualTo(fence);
        decide(fence, "a", Claims.dead());
        assertThat(claim(OTHER, other)).isEqualTo(conflict);
        mark(fence, "a");
        assertThat(claim(OTHER, other)).isEqualTo(conflict);
        assertThat(record("a").status()).isEqualTo(JobStatus.DEAD);
        assertThat(record("a").payloadHash()).isEqualTo(ONE_PAYLOAD);
    }

    @Test
    void aPayloadThatNobodyKnowsConflictsWithNone() {
        cancel("cancelled");
        assertThat(claim(ME, Claims.carrying(request("cancelled", FIRST), "x", ONE_PAYLOAD)))
                .isEqualTo(dropped(Dropped.Why.CANCELLED));
        long fence = granted(ME, "a", FIRST);
        release(fence, "a");
        grantedFence(claim(ME, Claims.carrying(request("a", FIRST), "id-a", ONE_PAYLOAD)));
        assertThat(record("a").payloadHash()).as("known since").isEqualTo(ONE_PAYLOAD);
        assertThat(claim(OTHER, "a", FIRST)).isInstanceOf(ClaimAnswer.Held.class);
    }

    @Test
    void onlyANewLifeRevivesTheDead() {
        die("a", at(0, 3));
        Coordinates newLife = at(1, 1);
        assertThat(claim(ME, "a", FIRST)).isEqualTo(dropped(Dropped.Why.DEAD));
        assertThat(claim(ME, "a", at(0, 4))).isEqualTo(dropped(Dropped.Why.DEAD));
        granted(ME, "a", newLife);
        assertThat(record("a").coordinates()).isEqualTo(newLife);
        assertThat(record("a").finishedAt()).isEmpty();
    }

    @Test
    void whatIsTooLateIsNeverStarted() {
        Instant before = now();
        expire("a", FIRST);
        assertThat(record("a").status()).isEqualTo(JobStatus.EXPIRED);
        assertThat(record("a").finishedAt().orElseThrow()).isBetween(before, now());
        assertThat(record("a").owner()).isEmpty();
        assertThat(claim(ME, "a", FIRST)).isEqualTo(dropped(Dropped.Why.EXPIRED));
        assertThat(claim(ME, Claims.expiring(request("b", FIRST), now().plusSeconds(60))))
                .isInstanceOf(ClaimAnswer.Granted.class);
    }

    @Test
    void aRetryCanBeTooLate() {
        long fence = retrying("a");
        expire("a", SECOND);
        assertThat(record("a").status()).isEqualTo(JobStatus.EXPIRED);
        assertThat(record("a").coordinates()).isEqualTo(SECOND);
        assertThat(record("a").fence()).isGreaterThan(fence);
    }

    @Test
    void aReplayThatComesTooLateExpiresInItsNewLife() {
        die("a", FIRST);
        expire("a", at(1, 1));
        assertThat(record("a").status()).isEqualTo(JobStatus.EXPIRED);
        assertThat(record("a").coordinates()).isEqualTo(at(1, 1));
        granted(ME, "a", at(2, 1));
    }

    @Test
    void expiringUndoesNoEnd() {
        die("dead", FIRST);
        succeed("done", FIRST);
        cancel("cancelled");
        ClaimRequest late = Claims.expiring(request("dead", FIRST), Instant.EPOCH);
        assertThat(claim(ME, late)).isEqualTo(dropped(Dropped.Why.DEAD));
        assertThat(claim(ME, Claims.expiring(request("done", FIRST), Instant.EPOCH)))
                .isInstanceOf(ClaimAnswer.Completed.class);
        assertThat(claim(ME, Claims.expiring(request("cancelled", at(1, 1)), Instant.EPOCH)))
                .isEqualTo(dropped(Dropped.Why.CANCELLED));
        assertThat(record("dead").status()).isEqualTo(JobStatus.DEAD);
        assertThat(record("done").status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(record("cancelled").status()).isEqualTo(JobStatus.CANCELLED);
    }
}
