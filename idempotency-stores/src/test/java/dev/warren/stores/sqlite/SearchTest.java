package dev.warren.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much one call looks at and brings back. */
class SearchTest {
    private static final Owner ME = new Owner("me");

    @TempDir
    Path directory;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory.resolve("jobs.db"));
        store.heartbeat(ME, Duration.ofMinutes(10));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void claim(int from, int until) {
        List<ClaimRequest> batch = IntStream.range(from, until)
                .mapToObj(i -> Claims.request("job-" + i, Coordinates.FIRST))
                .toList();
        store.claim(ME, batch);
    }

    private void succeed(String job, String result) {
        JobRecord record = store.find(Claims.key(job)).orElseThrow();
        store.decide(List.of(new Settlement(new FencedKey(record.key(), record.fence()), Claims.succeed(result))));
    }

    @Test
    void stopsLookingAfterSoManyRowsAndGoesOnFromThere() {
        claim(0, 1);
        succeed("job-0", "7");
        claim(1, Search.MOST_LOOKED_AT + 1);
        JobQuery done =
                JobQuery.builder().statuses(List.of(JobStatus.SUCCEEDED)).build();
        JobPage first = store.search(done);
        assertThat(first.jobs()).isEmpty();
        assertThat(first.next()).isPresent();
        JobPage second = store.search(done.after(first.next().orElseThrow()));
        assertThat(second.jobs()).hasSize(1);
        assertThat(second.next()).isEmpty();
    }

    @Test
    void findsAnIdAtOnceHoweverManyRowsThereAre() {
        claim(0, Search.MOST_LOOKED_AT + 1);
        JobRecord oldest = store.find(Claims.key("job-0")).orElseThrow();
        assertThat(store.search(JobQuery.builder().id(oldest.id()).build()).jobs())
                .contains(oldest);
        assertThat(store.search(JobQuery.builder().key("job-0").build()))
                .isEqualTo(new JobPage(List.of(oldest), Optional.empty()));
    }

    @Test
    void endsAPageEarlyWhenItsResultsAreLarge() {
        int jobs = 20;
        claim(0, jobs);
        String mebibyte = "1".repeat(1 << 20);
        IntStream.range(0, jobs).forEach(i -> succeed("job-" + i, mebibyte));
        List<Integer> sizes = new ArrayList<>();
        JobQuery query = JobQuery.builder().build();
        JobPage page = store.search(query);
        sizes.add(page.jobs().size());
        page = store.search(query.after(page.next().orElseThrow()));
        sizes.add(page.jobs().size());
        assertThat(sizes).containsExactly(17, 3);
        assertThat(page.next()).isEmpty();
    }
}
