package dev.warren.stores.postgres;

import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobCursor;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.TimeRange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds rows by what stands in them, newest first: their numbers are in the order of their arrival, so a cursor is the number of the last one
 * looked at. By id or key the indexes lead there. Everything else is found by looking, at so many rows in one call and no more; an index
 * that made it quicker would make every claim slower.
 */
final class Search {
    static final int MOST_LOOKED_AT = 50_000;

    /** A page ends early when its results and decisions take more. */
    private static final int MOST_CONTENT_BYTES = 16 << 20;

    /** So many rows come from the server at a time, as each may be large. */
    private static final int FETCHED_AT_ONCE = 50;

    private static final String ANY_SCOPE_AND_KEY = "scope = ANY (ARRAY(SELECT scope.id FROM scope)) AND key = ?";

    private static final String LAST_LOOKED_AT = "SELECT seq FROM job WHERE seq < ? ORDER BY seq DESC OFFSET ? LIMIT 1";

    private static final long BEGINNING = Long.MIN_VALUE;

    private final Session session;
    private final StringBuilder where = new StringBuilder("WHERE job.seq < ? AND job.seq >= ?");
    private final List<Object> values = new ArrayList<>();

    private Search(Session session) {
        this.session = session;
    }

    /** Inside a transaction, as the rows come bit by bit. */
    static JobPage page(Session session, JobQuery query) throws SQLException {
        return new Search(session).page(query);
    }

    private JobPage page(JobQuery query) throws SQLException {
        long before = query.after().map(Search::place).orElse(Long.MAX_VALUE);
        boolean byIndex = query.id().isPresent() || query.key().isPresent();
        long last = byIndex ? BEGINNING : lastLookedAt(before);
        values.add(before);
        values.add(last);
        narrow(query);
        return select(query.most(), last);
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
        PreparedStatement select = session.prepare(LAST_LOOKED_AT);
        select.setLong(1, before);
        select.setInt(2, MOST_LOOKED_AT - 1);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : BEGINNING;
        }
    }

    private void narrow(JobQuery query) {
        int[] statuses = query.statuses().stream().mapToInt(Codes::of).toArray();
        and("job.status = ANY (?)", statuses);
        query.namespace().ifPresent(text -> and("scope.namespace = ?", Text.stored(text)));
        query.tenant().ifPresent(text -> and("scope.tenant = ?", Text.stored(text)));
        query.lane().ifPresent(lane -> and("lane.name = ?", lane.value()));
        query.type().ifPresent(type -> and("scope.type = ?", Text.stored(type.value())));
        query.key()
                .ifPresent(text ->
                        and("job.seq IN (SELECT seq FROM job WHERE " + ANY_SCOPE_AND_KEY + ")", Text.stored(text)));
        // As rows whose id is their key hold no id, they are found by the key.
        query.id()
                .map(id -> Text.stored(id.value()))
                .ifPresent(id -> and(
                        "job.seq IN (SELECT seq FROM job WHERE id = ? UNION ALL SELECT seq FROM job WHERE id IS NULL AND "
                                + ANY_SCOPE_AND_KEY + ")",
                        id,
                        id));
        within("job.enqueued", query.enqueued());
        if (!query.finished().equals(TimeRange.ALWAYS)) {
            and("job.status >= 10");
            within("job.changed", query.finished());
        }
    }

    private void within(String column, TimeRange range) {
        range.from().ifPresent(time -> and(column + " >= ?", from(time)));
        range.until().ifPresent(time -> and(column + " < ?", from(time)));
    }

    /** The first microsecond that does not lie before a time: times in the table have no finer parts. */
    private static long from(Instant time) {
        long micros = Time.micros(time);
        return Time.instant(micros).isBefore(time) ? micros + 1 : micros;
    }

    private void and(String condition, Object... its) {
        where.append(" AND ").append(condition);
        values.addAll(List.of(its));
    }

    private JobPage select(int most, long last) throws SQLException {
        String sql = Records.SELECT + where + " ORDER BY job.seq DESC LIMIT ?";
        values.add(most);
        List<JobRecord> found = new ArrayList<>();
        long bytes = 0;
        try (PreparedStatement select = session.prepareOnce(sql)) {
            select.setFetchSize(FETCHED_AT_ONCE);
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    JobRecord record = Records.readWhole(rows);
                    found.add(record);
                    bytes += contentBytes(record);
                    if (found.size() == most || bytes > MOST_CONTENT_BYTES) {
                        return new JobPage(found, Optional.of(cursor(rows.getLong(1))));
                    }
                }
            }
        }
        return new JobPage(found, last == BEGINNING ? Optional.empty() : Optional.of(cursor(last)));
    }

    private static JobCursor cursor(long seq) {
        return new JobCursor(Long.toString(seq));
    }

    private static long contentBytes(JobRecord record) {
        return record.resultJson().map(String::length).orElse(0)
                + record.decided()
                        .flatMap(Decided::follows)
                        .map(follows -> follows.message().body().length)
                        .orElse(0);
    }
}
