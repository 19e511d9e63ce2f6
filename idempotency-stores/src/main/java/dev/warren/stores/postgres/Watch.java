package dev.warren.stores.postgres;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The jobs to come back to: those that are not over, by their due times, and those that are, by when their retention begins. Whoever writes a job
 * by the rules notes it here, in the same transaction, while the job's row is locked. The fast ways do not, so what stands here may be behind the
 * job; whoever meets such a row puts it right, with the job's row locked as well.
 */
final class Watch {
    static final int OPEN = 1;
    static final int SUCCEEDED = 2;
    static final int ENDED = 3;

    /** What is noted of a row of job; a cancelled job is awaited until it would have been due. */
    static final String KIND_OF_JOB = "(CASE WHEN status < 10 THEN " + OPEN + " WHEN status = 10 AND life = 0 THEN "
            + SUCCEEDED + " ELSE " + ENDED + " END)";

    static final String TIME_OF_JOB =
            "(CASE WHEN status < 10 THEN due WHEN status = 12 THEN greatest(changed, due) ELSE changed END)";

    /** In the order in which everyone writes here, so that no two wait for each other in a circle. */
    private static final String NOTE = "INSERT INTO watch (seq, kind, at)"
            + " SELECT * FROM unnest(?::bigint[], ?::integer[], ?::bigint[])"
            + " ON CONFLICT (seq) DO UPDATE SET kind = excluded.kind, at = excluded.at";

    /**
     * A page of those of a kind whose time has come, the jobs of these that nobody else is writing, and what of them is ripe: still of that kind,
     * and its time has come. Those that are not are put right; of a job that is gone nothing is left.
     */
    private static final String PAGE = "WITH cut AS MATERIALIZED (SELECT ?::integer AS kind, " + Time.NOW
            + " - ? AS time), page AS MATERIALIZED (SELECT seq, at FROM watch WHERE kind = (SELECT kind FROM cut)"
            + " AND at < (SELECT time FROM cut) AND (at, seq) > (?, ?) ORDER BY at, seq LIMIT ?),"
            + " locked AS MATERIALIZED (SELECT job.seq, " + KIND_OF_JOB + " AS kind, " + TIME_OF_JOB
            + " AS at FROM page JOIN job ON job.seq = page.seq FOR UPDATE OF job SKIP LOCKED),"
            + " ripe AS MATERIALIZED (SELECT seq FROM locked, cut WHERE locked.kind = cut.kind AND locked.at < cut.time),"
            + " righted AS (UPDATE watch SET kind = locked.kind, at = locked.at FROM locked, cut WHERE watch.seq = locked.seq"
            + " AND (locked.kind <> cut.kind OR locked.at >= cut.time)),"
            + " gone AS (DELETE FROM watch USING page WHERE watch.seq = page.seq"
            + " AND NOT EXISTS (SELECT FROM job WHERE job.seq = page.seq))";

    private static final String PUT_RIGHT = PAGE + " SELECT at, seq FROM page ORDER BY at, seq";

    private static final String FORGET = PAGE
            + ", unwatched AS (DELETE FROM watch USING ripe WHERE watch.seq = ripe.seq)"
            + " DELETE FROM job USING ripe WHERE job.seq = ripe.seq";

    private final Session session;
    private final List<Row> rows = new ArrayList<>();

    private record Row(long seq, int kind, long at) {}

    /** What one transaction notes. */
    Watch(Session session) {
        this.session = session;
    }

    /** Has a job noted as its record says. */
    void add(long seq, JobRecord record) {
        rows.add(new Row(
                seq,
                kind(record),
                Time.micros(record.finishedAt()
                        .filter(end -> !isAwaited(record) || end.isAfter(record.dueAt()))
                        .orElse(record.dueAt()))));
    }

    private static int kind(JobRecord record) {
        if (!record.status().isFinal()) {
            return OPEN;
        }
        return record.status() == JobStatus.SUCCEEDED && record.coordinates().life() == 0 ? SUCCEEDED : ENDED;
    }

    private static boolean isAwaited(JobRecord record) {
        return record.status() == JobStatus.CANCELLED;
    }

    /** Before the commit. */
    void flush() throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        rows.sort(Comparator.comparingLong(Row::seq));
        PreparedStatement note = session.prepare(NOTE);
        note.setObject(1, rows.stream().mapToLong(Row::seq).toArray());
        note.setObject(2, rows.stream().mapToInt(Row::kind).toArray());
        note.setObject(3, rows.stream().mapToLong(Row::at).toArray());
        note.executeUpdate();
        rows.clear();
    }

    /** Where a page ended. */
    record Position(long at, long seq) {
        static final Position START = new Position(Long.MIN_VALUE, 0);
    }

    /** Puts right what is said of open jobs that were due {@code by} ago, of so many at most; answers where to go on, the start when nothing is left. */
    static Position putRight(Session session, Duration by, Position from, int most) throws SQLException {
        Position last = from;
        int seen = 0;
        try (ResultSet rows = page(session, PUT_RIGHT, OPEN, by, from, most).executeQuery()) {
            while (rows.next()) {
                last = new Position(rows.getLong(1), rows.getLong(2));
                seen++;
            }
        }
        return seen < most ? Position.START : last;
    }

    /** Forgets jobs of a kind, at most so many, whose retention is over; answers how many. */
    static int forget(Session session, int kind, Duration kept, int most) throws SQLException {
        return page(session, FORGET, kind, kept, Position.START, most).executeUpdate();
    }

    private static PreparedStatement page(Session session, String sql, int kind, Duration ago, Position after, int size)
            throws SQLException {
        PreparedStatement page = session.prepare(sql);
        page.setInt(1, kind);
        page.setLong(2, Time.micros(ago));
        page.setLong(3, after.at());
        page.setLong(4, after.seq());
        page.setInt(5, size);
        return page;
    }
}
