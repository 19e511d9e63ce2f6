package dev.warren.samples.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.job.Job;
import dev.warren.job.JobContext;
import dev.warren.job.JobId;
import dev.warren.job.JobResult;
import dev.warren.samples.sync.SyncSample.Sync;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Over real HTTP. */
class SyncSampleTest {
    private final Map<String, String> copies = new HashMap<>();

    @Test
    void copiesAUser() throws Exception {
        try (UserDirectory directory = UserDirectory.start(read -> 200)) {
            assertThat(sync(directory)).isEqualTo(JobResult.done());
            assertThat(copies.get("42")).contains("User 42");
        }
    }

    @Test
    void leavesNoExportOpenWhenItFails() throws Exception {
        try (UserDirectory directory = UserDirectory.start(UserDirectory::flaky)) {
            assertThatThrownBy(() -> sync(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the directory answered 503");
            assertThat(sync(directory)).isEqualTo(JobResult.done());
            assertThat(directory.conflicts()).isZero();
        }
    }

    @Test
    void asksForALockOnItsUser() {
        assertThat(SyncSample.of("42").headers())
                .containsEntry("unique-key", "user-42")
                .containsEntry("unique-until", "running")
                .containsEntry("unique-conflict", "wait");
    }

    private JobResult sync(UserDirectory directory) throws Exception {
        Job<Sync> job = new Job<>(
                new JobId("job-1"),
                SyncSample.SYNC.name(),
                SyncSample.SYNC.lane(),
                1,
                5,
                new Sync("42"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                JobContext.NONE);
        return SyncSample.handler(directory.address(), copies).handle(job);
    }
}
