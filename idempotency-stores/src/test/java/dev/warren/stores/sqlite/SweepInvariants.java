package dev.warren.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What holds of a file between any two transactions, so that no record is out of sight. */
final class SweepInvariants {
    private static final String OPEN_AND_UNSEEN = "SELECT seq FROM job JOIN look WHERE status < 10 AND seq <= first"
            + " AND NOT EXISTS (SELECT 1 FROM watch WHERE watch.seq = job.seq AND kind = 1 AND at <= due)";

    private static final String ENDED_AND_UNSEEN =
            "SELECT seq FROM watchable JOIN look WHERE kind > 1 AND seq <= second AND NOT EXISTS"
                    + " (SELECT 1 FROM watch WHERE watch.seq = watchable.seq AND watch.kind = watchable.kind AND watch.at = watchable.at)";

    private static final String WITHOUT_JOB = "SELECT seq FROM watch WHERE seq NOT IN (SELECT seq FROM job)";

    private static final String AHEAD = "SELECT first FROM look JOIN store WHERE max(first, second, mark) > last_fence";

    private SweepInvariants() {}

    static void assertHold(Path file) throws SQLException {
        assertThat(numbers(file, OPEN_AND_UNSEEN))
                .as("open, seen once, not watched")
                .isEmpty();
        assertThat(numbers(file, ENDED_AND_UNSEEN))
                .as("ended, seen twice, not watched")
                .isEmpty();
        assertThat(numbers(file, WITHOUT_JOB)).as("watched, and no job").isEmpty();
        assertThat(numbers(file, AHEAD)).as("looks ahead of the rows").isEmpty();
    }

    static List<Long> numbers(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            List<Long> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }
}
