package dev.warren.stores.sqlite;

import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobCursor;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.topology.LaneName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows by what stands in them, newest first: rows lie in the order of their arrival, so a cursor is the place of the last one looked at. By
 * id or key the indexes lead there. Everything else is found by looking, at so many rows in one call and no more; an index that made it
 * quicker would make every claim slower.
 */
final class Search {
    /** Some 30 ms at most, in which this process's other questions wait. */
    static final int MOST_LOOKED_AT = 50_000;

    /** A page ends early when its results and decisions take more. */
    private static final int MOST_CONTENT_BYTES = 16 << 20;

    private static final String FITTING = Records.SELECT.replace(
                    "FROM job ",
                    ", scope.namespace, scope.tenant, scope.type FROM job NOT INDEXED CROSS JOIN scope ON scope.id = job.scope ")
            + "WHERE seq < ?1 AND seq >= ?2 AND (1 << status) & ?3"
            + " AND enqueued >= ?4 AND enqueued < ?5 AND (?6 IS NULL OR (status >= 10 AND changed >= ?6 AND changed < ?7))"
            + " AND (?8 IS NULL OR scope.namespace = ?8) AND (?9 IS NULL OR scope.tenant = ?9)"
            + " AND (?10 IS NULL OR scope.type = ?10)"
            + " AND (?11 IS NULL OR coalesce(job.id, job.key) = ?11) AND (?12 IS NULL OR job.key = ?12)"
            + " AND (?14 IS NULL OR job.lane = (SELECT named_lane.id FROM lane AS named_lane WHERE named_lane.name = ?14))";

    private static final String NEWEST_FIRST = " ORDER BY seq DESC LIMIT ?13";

    private static final String WITH_KEY =
            "SELECT named.seq FROM scope AS any_scope CROSS JOIN job AS named INDEXED BY job_key"
                    + " WHERE named.scope = any_scope.id AND named.key = ";

    private static final String BY_LOOKING = FITTING + NEWEST_FIRST;

    /** As rows whose id is their key hold no id, they are found by the key. */
    private static final String BY_ID =
            FITTING + " AND job.seq IN (SELECT seq FROM job INDEXED BY job_id WHERE id = ?11 UNION ALL " + WITH_KEY
                    + "?11)" + NEWEST_FIRST;

    private static final String BY_KEY = FITTING + " AND job.seq IN (" + WITH_KEY + "?12)" + NEWEST_FIRST;

    private static final String LAST_LOOKED_AT =
            "SELECT seq FROM job NOT INDEXED WHERE seq < ? ORDER BY seq DESC LIMIT 1 OFFSET ?";

    private static final long BEGINNING = Long.MIN_VALUE;

    private final Database database;

    Search(Database database) {
        this.database = database;
    }

    JobPage page(JobQuery query) throws SQLException {
        long before = query.after().map(Search::place).orElse(Long.MAX_VALUE);
        if (query.id().isPresent()) {
            return page(BY_ID, query, before, BEGINNING);
        }
        if (query.key().isPresent()) {
            return page(BY_KEY, query, before, BEGINNING);
        }
        return page(BY_LOOKING, query, before, lastLookedAt(before));
    }

    private static long place(JobCursor cursor) {
        try {
            return Long.parseLong(cursor.value());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the cursor '" + cursor
                            + "' was not made by this store; ask without one, and go on with what the page names",
                    e);
        }
    }

    /** Where looking ends for now, or {@link #BEGINNING} when there are fewer rows than may be looked at. */
    private long lastLookedAt(long before) throws SQLException {
        PreparedStatement select = database.prepare(LAST_LOOKED_AT);
        select.setLong(1, before);
        select.setInt(2, MOST_LOOKED_AT - 1);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : BEGINNING;
        }
    }

    private JobPage page(String sql, JobQuery query, long before, long last) throws SQLException {
        PreparedStatement select = database.prepare(sql);
        bind(select, query, before, last);
        List<JobRecord> found = new ArrayList<>();
        long place = before;
        long bytes = 0;
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Records.Row row = Records.read(rows, Reader.keyAt(rows));
                found.add(row.record());
                place = row.seq();
                bytes += contentBytes(row.record());
                if (found.size() == query.most() || bytes > MOST_CONTENT_BYTES) {
                    return new JobPage(found, Optional.of(new JobCursor(Long.toString(place))));
                }
            }
        }
        return new JobPage(
                found, last == BEGINNING ? Optional.empty() : Optional.of(new JobCursor(Long.toString(last))));
    }

    private static long contentBytes(JobRecord record) {
        return record.resultJson().map(String::length).orElse(0)
                + record.decided()
                        .flatMap(Decided::follows)
                        .map(follows -> follows.message().body().length)
                        .orElse(0);
    }

    private static void bind(PreparedStatement select, JobQuery query, long before, long last) throws SQLException {
        boolean ended =
                query.finished().from().isPresent() || query.finished().until().isPresent();
        select.setLong(1, before);
        select.setLong(2, last);
        select.setLong(3, bits(query.statuses()));
        select.setLong(4, query.enqueued().from().map(Search::from).orElse(Long.MIN_VALUE));
        select.setLong(5, query.enqueued().until().map(Search::from).orElse(Long.MAX_VALUE));
        setLong(select, 6, ended ? query.finished().from().map(Search::from).orElse(Long.MIN_VALUE) : null);
        select.setLong(7, query.finished().until().map(Search::from).orElse(Long.MAX_VALUE));
        select.setString(8, query.namespace().orElse(null));
        select.setString(9, query.tenant().orElse(null));
        select.setString(10, query.type().map(JobTypeName::value).orElse(null));
        select.setString(11, query.id().map(JobId::value).orElse(null));
        select.setString(12, query.key().orElse(null));
        select.setInt(13, query.most());
        select.setString(14, query.lane().map(LaneName::value).orElse(null));
    }

    private static long bits(Iterable<JobStatus> statuses) {
        long bits = 0;
        for (JobStatus status : statuses) {
            bits |= 1L << Codes.of(status);
        }
        return bits;
    }

    /** The first microsecond that does not lie before a time: times in the file have no finer parts. */
    private static long from(Instant time) {
        long micros = Time.micros(time);
        return Time.instant(micros).isBefore(time) ? micros + 1 : micros;
    }

    private static void setLong(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }
}
