package dev.warren.stores.sqlite;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Retention;
import dev.warren.stores.sqlite.Watch.Forgotten;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Goes over the rows of {@code job} in the order of their arrival, twice, which spares claims and successes any index by status or time. The table
 * {@code look} says how far the two looks have come; they only go on, whichever process takes the next step.
 *
 * <ul>
 *   <li>The first look comes as soon as somebody asks what is overdue. Most jobs have ended by then; those that have not are noted in
 *       {@link Watch}.
 *   <li>The second look comes when rows arrived longer ago than plain successes are kept. Those are forgotten; all others are noted.
 * </ul>
 *
 * <p>So every open row up to the first is in {@link Watch}, and every row up to the second is there or forgotten. Rows become visible in the order
 * of {@code seq}, as fences are drawn under the file's one write lock. A step is one short transaction that takes its place in the table along, so
 * who is killed loses nothing.
 */
final class Sweep {
    /** Some 10 ms, in which this process's other questions wait, and no claim does. */
    private static final int LOOKED_AT_ONCE = 50_000;

    private static final long NONE = 0;

    private static final String PROGRESS =
            "SELECT first, second, mark, marked, (SELECT coalesce(max(seq), 0) FROM job) FROM look WHERE one = 1";

    private static final String SECOND = "SELECT second FROM look WHERE one = 1";

    private static final String FIRST_BEHIND = "SELECT coalesce(min(seq), ?2) FROM job WHERE seq > ?1";

    static final String OPEN = "SELECT seq FROM job NOT INDEXED WHERE seq BETWEEN ? AND ? AND status < 10";

    private static final String SET_FIRST = "UPDATE look SET first = max(first, ?) WHERE one = 1";

    /** A row that last changed so long ago arrived no later, nor did those before it. One up to a mark of then did so, too. */
    static final String LAST_LONG_HERE = "SELECT coalesce(max(seq), 0) FROM"
            + " (SELECT seq, changed FROM job NOT INDEXED WHERE seq > ?1 ORDER BY seq LIMIT ?2) WHERE changed < ?3 OR seq <= ?4";

    static final String FORGET =
            "DELETE FROM job WHERE seq > ? AND seq <= ? AND status = 10 AND life = 0 AND changed < ?";

    private static final String SET_SECOND = "UPDATE look SET second = ?1, first = max(first, ?1) WHERE one = 1";

    private static final String MARK = "UPDATE look SET mark = (SELECT last_fence FROM store), marked = ?"
            + " WHERE one = 1 AND mark < (SELECT last_fence FROM store)";

    private final Reader reader;
    private final Writer writer;
    private final Retention retention;
    private final Supplier<Instant> clock;

    Sweep(Reader reader, Writer writer, Retention retention, Supplier<Instant> clock) {
        this.reader = reader;
        this.writer = writer;
        this.retention = retention;
        this.clock = clock;
    }

    /** The one row of the table, and the newest row of the other. */
    private record Progress(long first, long second, long mark, long marked, long newest) {}

    private static Progress progress(Database database) throws SQLException {
        try (ResultSet row = database.prepare(PROGRESS).executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the table look is empty");
            }
            return new Progress(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }

    /** Up to where rows must have their entry in {@link Watch}, also when they have ended. */
    static long seenTwice(Database database) throws SQLException {
        try (ResultSet row = database.prepare(SECOND).executeQuery()) {
            return row.getLong(1);
        }
    }

    /**
     * Some rows that were looked at.
     *
     * @param open those that are not at their end
     * @param last the last one of all
     */
    private record Looked(List<Long> open, long last) {}

    /** Takes the first look: to the newest row there is now, in steps that hold no lock while they read. */
    void lookFirst() {
        Progress at = reader.ask(Sweep::progress);
        long looked = at.first();
        while (looked < at.newest() && !Thread.currentThread().isInterrupted()) {
            long behind = looked;
            Looked step = reader.ask(database -> lookBehind(database, behind, at.newest()));
            note(step);
            looked = step.last();
        }
    }

    private static Looked lookBehind(Database database, long behind, long newest) throws SQLException {
        PreparedStatement select = database.prepare(FIRST_BEHIND);
        select.setLong(1, behind);
        select.setLong(2, newest);
        try (ResultSet row = select.executeQuery()) {
            long first = row.getLong(1);
            long last = Math.min(first + LOOKED_AT_ONCE - 1, newest);
            return new Looked(open(database, first, last), last);
        }
    }

    private static List<Long> open(Database database, long first, long last) throws SQLException {
        PreparedStatement select = database.prepare(OPEN);
        select.setLong(1, first);
        select.setLong(2, last);
        List<Long> open = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                open.add(rows.getLong(1));
            }
        }
        return open;
    }

    /** A row that has ended meanwhile gets no entry; one that was revived meanwhile has got its own. The look has come on with the last entry. */
    private void note(Looked step) {
        List<Long> rest = step.open();
        while (rest.size() > Watch.MOST_AT_ONCE) {
            List<Long> some = rest.subList(0, Watch.MOST_AT_ONCE);
            writer.transact(in -> in.watch().renew(some));
            rest = rest.subList(Watch.MOST_AT_ONCE, rest.size());
        }
        List<Long> last = rest;
        writer.transact(in -> {
            in.watch().renew(last);
            return update(in.database(), SET_FIRST, step.last());
        });
    }

    /** What is overdue, after a first look at what has arrived. Entries that are met and do not hold any more are renewed on the way. */
    List<JobRecord> overdue(Duration by, int most) {
        lookFirst();
        Instant now = clock.get();
        while (true) {
            Overdue.Page page = reader.ask(database -> new Overdue(database).page(now, by, most));
            if (page.stale().isEmpty()) {
                return page.records();
            }
            writer.transact(in -> in.watch().renew(page.stale()));
        }
    }

    /** Takes the second look, and forgets whatever else in {@link Watch} has its time over; in steps, so that a claim never waits for long. */
    int forget(int most) {
        int forgotten = inSteps(most, this::secondStep);
        forgotten += inSteps(
                most - forgotten,
                (in, wanted) -> in.watch().forget(Watch.SUCCEEDED, before(retention.succeeded()), wanted));
        return forgotten
                + inSteps(
                        most - forgotten,
                        (in, wanted) -> in.watch().forget(Watch.ENDED, before(retention.other()), wanted));
    }

    private interface Step {
        Forgotten take(Writer in, int most) throws SQLException;
    }

    private int inSteps(int most, Step step) {
        int forgotten = 0;
        boolean goesOn = true;
        while (goesOn && forgotten < most) {
            int wanted = Math.min(Watch.MOST_AT_ONCE, most - forgotten);
            Forgotten some = writer.transact(in -> step.take(in, wanted));
            forgotten += some.forgotten();
            goesOn = some.goesOn();
        }
        return forgotten;
    }

    private long before(Duration kept) {
        return Time.micros(clock.get().minus(kept));
    }

    private Forgotten secondStep(Writer in, int most) throws SQLException {
        Database database = in.database();
        Progress at = progress(database);
        long before = Math.max(before(retention.succeeded()), before(retention.other()));
        long last = lastLongHere(database, at, before, most);
        if (last == NONE) {
            moveMark(database, at, before);
            return Forgotten.NOTHING;
        }
        int forgotten = forget(database, at.second(), last);
        in.watch().putAll(at.second(), last);
        update(database, SET_SECOND, last);
        return new Forgotten(forgotten, true);
    }

    /** The last of the next rows that are known to have arrived before a time. */
    private static long lastLongHere(Database database, Progress at, long before, int most) throws SQLException {
        PreparedStatement select = database.prepare(LAST_LONG_HERE);
        select.setLong(1, at.second());
        select.setInt(2, most);
        select.setLong(3, before);
        select.setLong(4, at.marked() < before ? at.mark() : NONE);
        try (ResultSet row = select.executeQuery()) {
            return row.getLong(1);
        }
    }

    /** Rows that changed lately may hold the look up until the mark has become old, and no longer. */
    private void moveMark(Database database, Progress at, long before) throws SQLException {
        if (at.marked() < before) {
            update(database, MARK, Time.micros(clock.get()));
        }
    }

    private int forget(Database database, long behind, long last) throws SQLException {
        PreparedStatement delete = database.prepare(FORGET);
        delete.setLong(1, behind);
        delete.setLong(2, last);
        delete.setLong(3, before(retention.succeeded()));
        return delete.executeUpdate();
    }

    private static int update(Database database, String sql, long parameter) throws SQLException {
        PreparedStatement update = database.prepare(sql);
        update.setLong(1, parameter);
        return update.executeUpdate();
    }
}
