package dev.warren.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQLite may carry a statement out in other ways than it was meant; these would walk through the whole file for each batch or step if it did. */
class FastWayPlanTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {ClaimBatch.TAKE_PENDING, ClaimBatch.GRANTED, DecideBatch.END_RUN_BY_KEY})
    void looksEveryRowOfABatchUpByItsKey(String sql) throws Exception {
        List<String> plan = plan(sql);
        int slot = indexOf(plan, "SEARCH slot USING INTEGER PRIMARY KEY");
        int job = indexOf(plan, "USING INDEX job_key (scope=? AND key=?)");
        assertThat(slot).as("%s", plan).isNotNegative();
        assertThat(job).as("%s", plan).isGreaterThan(slot);
    }

    @ParameterizedTest
    @ValueSource(strings = {DecideBatch.END_RUN_IN_PLACE, DecideBatch.END_ONE_IN_PLACE})
    void findsARowByItsPlace(String sql) throws Exception {
        assertThat(plan(sql)).singleElement().asString().startsWith("SEARCH job USING INTEGER PRIMARY KEY");
    }

    @Test
    void findsOneRowByItsKey() throws Exception {
        assertThat(plan(DecideBatch.END_ONE_BY_KEY))
                .containsExactly("SEARCH job USING INDEX job_key (scope=? AND key=?)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Sweep.OPEN,
                Sweep.LAST_LONG_HERE,
                Sweep.FORGET,
                Watch.PUT_ALL,
                Watch.DROP_GONE,
                Watch.PUT,
                Watch.FORGET
            })
    void aLookReadsTheRowsOfItsStepOnly(String sql) throws Exception {
        assertThat(plan(sql))
                .anyMatch(step -> step.contains("USING INTEGER PRIMARY KEY"))
                .noneMatch(step -> step.matches("SCAN (job|watch|watchable).*"))
                .noneMatch(step -> step.contains("TEMP B-TREE"));
    }

    @Test
    void entriesAreReadInTheirOrder() throws Exception {
        for (String sql : List.of(Overdue.ENTRIES, Watch.NEXT)) {
            List<String> plan = plan(sql);
            assertThat(plan.get(0)).endsWith("INDEX watch_at (kind=? AND at<?)");
            assertThat(plan).noneMatch(step -> step.contains("TEMP B-TREE"));
        }
    }

    private static int indexOf(List<String> plan, String part) {
        return plan.stream().map(step -> step.contains(part)).toList().indexOf(true);
    }

    private List<String> plan(String sql) throws Exception {
        Path file = directory.resolve("jobs.db");
        SqliteStore.open(file).close();
        try (Database database = Database.open(file, Duration.ofSeconds(2), 1)) {
            PreparedStatement explain = database.prepare("EXPLAIN QUERY PLAN " + sql);
            List<String> plan = new ArrayList<>();
            try (ResultSet steps = explain.executeQuery()) {
                while (steps.next()) {
                    plan.add(steps.getString("detail"));
                }
            }
            return plan;
        }
    }
}
