package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

/** What is true of every record, and of every two that follow on one another. */
record RecordInvariants(String story) {
    void holdIn(JobRecord record) {
        JobStatus status = record.status();
        boolean claimed = status == JobStatus.RUNNING || status.isDecided();
        assertThat(record.owner().isPresent())
                .as("an owner, %s: %s", status, story)
                .isEqualTo(claimed);
        assertThat(record.decided().isPresent())
                .as("a decision, %s: %s", status, story)
                .isEqualTo(status.isDecided());
        assertThat(record.finishedAt().isPresent())
                .as("an end, %s: %s", status, story)
                .isEqualTo(status.isFinal());
        if (status == JobStatus.SUCCEEDED || status == JobStatus.DECIDED_SUCCEEDED) {
            assertThat(record.resultJson()).as("a result: %s", story).isPresent();
        }
        if (status != JobStatus.RUNNING && status != JobStatus.PENDING) {
            assertThat(record.suspicion()).as("%s: %s", status, story).isEqualTo(Suspicion.NONE);
        }
        if (status != JobStatus.RUNNING) {
            assertThat(record.suspicion()).as("%s: %s", status, story).isNotEqualTo(Suspicion.STARTED);
        }
    }

    void holdBetween(JobRecord before, JobRecord after) {
        assertThat(after.id()).as(story).isEqualTo(before.id());
        assertThat(after.key()).as(story).isEqualTo(before.key());
        assertThat(after.enqueuedAt()).as(story).isEqualTo(before.enqueuedAt());
        assertThat(after.fence()).as("the fence: %s", story).isGreaterThanOrEqualTo(before.fence());
        assertThat(after.coordinates()).as("the coordinates: %s", story).isGreaterThanOrEqualTo(before.coordinates());
        boolean newLife = after.coordinates().life() > before.coordinates().life();
        if (!newLife) {
            assertThat(after.crashes()).as("crashes: %s", story).isBetween(before.crashes(), before.crashes() + 1);
        }
        if (after.fence() == before.fence()) {
            assertThat(after.crashes()).as("crashes of one claim: %s", story).isEqualTo(before.crashes());
        } else {
            assertThat(after.status())
                    .as("with a new fence: %s", story)
                    .isIn(JobStatus.RUNNING, JobStatus.EXPIRED, JobStatus.CANCELLED);
        }
        holdInHistory(before, after);
        assertThat(mayFollow(before, after, newLife))
                .as("%s after %s: %s", after.status(), before.status(), story)
                .isTrue();
    }

    /** What leaves its claim without a last word is in the past with that, once, at its end; nothing else changes there. */
    private void holdInHistory(JobRecord before, JobRecord after) {
        boolean leaves = before.status() == JobStatus.RUNNING
                && switch (after.status()) {
                    case PENDING, DECIDED_RETRY, DECIDED_DEAD -> true;
                    case RUNNING -> after.fence() != before.fence();
                    case EXPIRED -> !after.history().equals(before.history()); // its own worker's, or a lost one's
                    case SUCCEEDED, DECIDED_SUCCEEDED, CANCELLED, RETRYING, DEAD -> false;
                };
        int longer = after.history().equals(before.history()) ? 0 : 1;
        boolean isGrantedAgain = leaves && longer == 0 && after.status() == JobStatus.RUNNING;
        if (isGrantedAgain) {
            assertThat(after.owner()).as("only to the same worker: %s", story).isEqualTo(before.owner());
            return;
        }
        assertThat(longer == 1).as("one more in the past: %s", story).isEqualTo(leaves);
        if (leaves) {
            int kept = after.history().size() - 1;
            PastAttempt last = after.history().get(kept);
            assertThat(last.coordinates()).as(story).isEqualTo(before.coordinates());
            assertThat(last.owner()).as(story).isEqualTo(before.owner());
            assertThat(kept).as(story).isEqualTo(Math.min(before.history().size(), 9));
            assertThat(after.history().subList(0, kept))
                    .as("what was there: %s", story)
                    .isEqualTo(before.history()
                            .subList(
                                    before.history().size() - kept,
                                    before.history().size()));
        }
    }

    private static boolean mayFollow(JobRecord before, JobRecord after, boolean newLife) {
        JobStatus to = after.status();
        boolean claimed = to == JobStatus.RUNNING || to == JobStatus.EXPIRED;
        boolean sameClaim = after.fence() == before.fence();
        boolean nextRun = after.coordinates().equals(before.coordinates().nextRun());
        return switch (before.status()) {
            case SUCCEEDED, CANCELLED -> false;
            case DEAD, EXPIRED -> claimed && newLife;
            case PENDING, RETRYING -> (claimed || to == JobStatus.CANCELLED) && !sameClaim;
            case RUNNING ->
                sameClaim
                        ? to != JobStatus.RETRYING && to != JobStatus.DEAD && to != JobStatus.CANCELLED
                        : claimed || to == JobStatus.CANCELLED;
            case DECIDED_RETRY -> sameClaim ? is(to, before, JobStatus.RETRYING) : claimed && nextRun;
            case DECIDED_DEAD -> sameClaim ? is(to, before, JobStatus.DEAD) : claimed && newLife;
            case DECIDED_SUCCEEDED -> sameClaim && is(to, before, JobStatus.SUCCEEDED);
        };
    }

    /** Marked, or only in other hands. */
    private static boolean is(JobStatus to, JobRecord before, JobStatus marked) {
        return to == marked || to == before.status();
    }
}
