package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.LockingStore;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Reservation;
import dev.warren.idempotency.ReserveAnswer;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.Uniqueness;
import java.util.List;

/** Short words for what is asked of a store about unique keys. */
abstract class LockTheme extends Theme {
    static final Uniqueness KEY = Uniqueness.of("user-42");
    static final Uniqueness LOCK = KEY.whileRunning();

    static ClaimRequest unique(String job, Coordinates coordinates, Uniqueness uniqueness) {
        return Claims.unique(request(job, coordinates), uniqueness);
    }

    /** A redelivery to a process that has the job in hand under {@code fence}. */
    static ClaimRequest inHand(String job, long fence, Uniqueness uniqueness) {
        return Claims.inHand(unique(job, FIRST, uniqueness), fence);
    }

    final ClaimAnswer claim(Owner owner, String job, Uniqueness uniqueness) {
        return claim(owner, unique(job, FIRST, uniqueness));
    }

    final ClaimAnswer claim(String job, Uniqueness uniqueness) {
        return claim(ME, job, uniqueness);
    }

    final long granted(String job, Uniqueness uniqueness) {
        return grantedFence(claim(job, uniqueness));
    }

    static JobId id(String job) {
        return request(job, FIRST).id();
    }

    static void assertSkipped(ClaimAnswer answer, String holder) {
        assertThat(answer).isEqualTo(new ClaimAnswer.Skipped(id(holder)));
    }

    static void assertLocked(ClaimAnswer answer, String holder) {
        assertThat(answer).isInstanceOf(ClaimAnswer.Locked.class);
        ClaimAnswer.Locked locked = (ClaimAnswer.Locked) answer;
        assertThat(locked.holder()).isEqualTo(id(holder));
        assertThat(locked.rest()).isPositive();
    }

    final void assertMayPublish(String job, Uniqueness uniqueness) {
        assertThat(reserve(job, uniqueness)).isEqualTo(new ReserveAnswer.Publish());
    }

    final void assertTaken(String job, Uniqueness uniqueness, String holder) {
        assertThat(reserve(job, uniqueness)).isEqualTo(new ReserveAnswer.Taken(id(holder)));
    }

    final void assertReserved(String job, Uniqueness uniqueness, String holder) {
        assertThat(reserve(job, uniqueness)).isEqualTo(new ReserveAnswer.Reserved(id(holder)));
    }

    final ReserveAnswer reserve(String job, Uniqueness uniqueness) {
        return ((LockingStore) store)
                .reserve(List.of(new Reservation(key(job), id(job), uniqueness)))
                .get(0);
    }
}
