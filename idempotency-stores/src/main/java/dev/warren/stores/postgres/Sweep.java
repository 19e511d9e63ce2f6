package dev.warren.stores.postgres;

import dev.warren.idempotency.Retention;
import dev.warren.stores.postgres.Arrived.Verdict;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes over the rows of job in the order of their arrival, twice, a step at a time, all processes together: the table {@code look} says how far they
 * have come. The first look notes what is not over in {@link Watch}; most is, and is not touched again. The second comes when the retention of plain
 * successes has passed since the rows arrived: it forgets those, and notes the rest. So neither a claim nor a success has to keep an index of times.
 */
final class Sweep {
    private static final int FIRST_LOOK_STEP = 10_000;
    private static final int SECOND_LOOK_STEP = 1_000;

    /** Steps take turns, among all processes. */
    private static final String PROGRESS = "SELECT first, second FROM look FOR UPDATE";

    private static final String SET_FIRST = "UPDATE look SET first = ?";
    private static final String SET_SECOND = "UPDATE look SET second = ?, first = greatest(first, ?)";

    /** What the rules have noted meanwhile is newer. */
    private static final String FIRST_LOOK = "WITH seen AS MATERIALIZED (SELECT seq, status, due FROM job WHERE seq > ?"
            + " AND seq <= ? ORDER BY seq LIMIT " + FIRST_LOOK_STEP
            + "), noted AS (INSERT INTO watch (seq, kind, at) SELECT seq, " + Watch.OPEN
            + ", due FROM seen WHERE status < 10 ORDER BY seq ON CONFLICT (seq) DO NOTHING)"
            + " SELECT count(*), max(seq) FROM seen";

    private static final String ARRIVED = "SELECT seq, " + Watch.KIND_OF_JOB + ", least(enqueued, changed), changed"
            + " FROM job WHERE seq > ? ORDER BY seq LIMIT " + SECOND_LOOK_STEP;

    /** Without those that somebody is just writing: they are noted with the rest. */
    private static final String FORGET = "WITH forgotten AS MATERIALIZED (SELECT seq FROM job WHERE seq = ANY (?) AND "
            + Watch.KIND_OF_JOB + " = " + Watch.SUCCEEDED + " AND changed < ? FOR UPDATE SKIP LOCKED),"
            + " unwatched AS (DELETE FROM watch USING forgotten WHERE watch.seq = forgotten.seq)"
            + " DELETE FROM job USING forgotten WHERE job.seq = forgotten.seq";

    private static final String NOTE = "INSERT INTO watch (seq, kind, at) SELECT seq, " + Watch.KIND_OF_JOB + ", "
            + Watch.TIME_OF_JOB
            + " FROM job WHERE seq > ? AND seq <= ? ORDER BY seq ON CONFLICT (seq) DO NOTHING";

    private static final String IS_ANY_DUE = "SELECT least(enqueued, changed) < " + Time.NOW
            + " - ? FROM job WHERE seq > (SELECT second FROM look) ORDER BY seq LIMIT 1";

    private final Line line;
    private final Retention retention;

    /** Where the last page ended that was put right. */
    private volatile Watch.Position righted = Watch.Position.START;

    Sweep(Line line, Retention retention) {
        this.line = line;
        this.retention = retention;
    }

    private record Progress(long first, long second) {
        static Progress of(Session in) throws SQLException {
            try (ResultSet rows = in.prepare(PROGRESS).executeQuery()) {
                rows.next();
                return new Progress(rows.getLong(1), rows.getLong(2));
            }
        }
    }

    /** Takes the first look at all that has arrived. */
    void lookFirst() {
        boolean more;
        do {
            more = line.transact(Sweep::firstStep);
        } while (more && !Thread.currentThread().isInterrupted());
    }

    private static boolean firstStep(Session in) throws SQLException {
        long from = Progress.of(in).first();
        long complete = Arrivals.complete(in, from);
        if (complete <= from) {
            return false;
        }
        PreparedStatement look = in.prepare(FIRST_LOOK);
        look.setLong(1, from);
        look.setLong(2, complete);
        boolean isFull;
        long last;
        try (ResultSet rows = look.executeQuery()) {
            rows.next();
            isFull = rows.getInt(1) == FIRST_LOOK_STEP;
            last = rows.getLong(2);
        }
        PreparedStatement set = in.prepare(SET_FIRST);
        set.setLong(1, isFull ? last : complete);
        set.executeUpdate();
        return isFull;
    }

    /** Forgets what is to be forgotten, at most so many; answers how many. In steps, so that a claim never waits for long. */
    int forget(int most) {
        int forgotten = 0;
        while (forgotten < most && isAnyDue()) {
            int left = most - forgotten;
            Step step = line.transact(in -> secondStep(in, left));
            forgotten += step.forgotten();
            if (!step.hasMoved()) {
                break;
            }
        }
        putRight();
        forgotten += forgetWatched(Watch.SUCCEEDED, retention.succeeded(), most - forgotten);
        return forgotten + forgetWatched(Watch.ENDED, retention.other(), most - forgotten);
    }

    /** Of what ended by a fast way after it was noted nobody has said so: a page of those that could be forgotten by now. */
    private void putRight() {
        line.ask(in -> {
            righted = Watch.putRight(in, retention.succeeded(), righted, SECOND_LOOK_STEP);
            return in;
        });
    }

    private int forgetWatched(int kind, Duration kept, int most) {
        int forgotten = 0;
        while (forgotten < most) {
            int wanted = Math.min(SECOND_LOOK_STEP, most - forgotten);
            int step = line.ask(in -> Watch.forget(in, kind, kept, wanted));
            forgotten += step;
            if (step < wanted) {
                break;
            }
        }
        return forgotten;
    }

    private boolean isAnyDue() {
        return line.ask(in -> {
            PreparedStatement select = in.prepare(IS_ANY_DUE);
            select.setLong(1, Time.micros(retention.succeeded()));
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        });
    }

    private record Step(int forgotten, boolean hasMoved) {}

    private Step secondStep(Session in, int most) throws SQLException {
        Progress progress = Progress.of(in);
        long complete = Arrivals.complete(in, progress.second());
        long before = in.now() - Time.micros(retention.succeeded());
        Verdict verdict = new Arrived(arrived(in, progress.second()), before).judge(complete, most);
        if (verdict.upTo() <= progress.second()) {
            return new Step(0, false);
        }
        int forgotten = forget(in, verdict.toForget(), before);
        note(in, progress.second(), verdict.upTo());
        PreparedStatement set = in.prepare(SET_SECOND);
        set.setLong(1, verdict.upTo());
        set.setLong(2, verdict.upTo());
        set.executeUpdate();
        return new Step(forgotten, true);
    }

    private static List<Arrived.Row> arrived(Session in, long from) throws SQLException {
        PreparedStatement select = in.prepare(ARRIVED);
        select.setLong(1, from);
        List<Arrived.Row> arrived = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                arrived.add(new Arrived.Row(rows.getLong(1), rows.getInt(2), rows.getLong(3), rows.getLong(4)));
            }
        }
        return arrived;
    }

    private static int forget(Session in, List<Long> jobs, long before) throws SQLException {
        PreparedStatement forget = in.prepare(FORGET);
        forget.setObject(1, jobs.stream().mapToLong(Long::longValue).toArray());
        forget.setLong(2, before);
        return forget.executeUpdate();
    }

    /** All that is left of what the step has gone over. */
    private static void note(Session in, long from, long upTo) throws SQLException {
        PreparedStatement note = in.prepare(NOTE);
        note.setLong(1, from);
        note.setLong(2, upTo);
        note.executeUpdate();
    }
}
