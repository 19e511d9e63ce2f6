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
 * The two walks over the rows of {@code job} in the order of their arrival, which spare claims and successes any index by status or time. Their
 * cursors are in the table {@code sweep} and only go on, whichever process moves them.
 *
 * <ul>
 *   <li>{@link #look} meets each row once, as soon as somebody asks what is overdue. Most have ended by then; the open ones get an entry in
 *       {@link Watch}.
 *   <li>{@link #expire} meets each row when it arrived longer ago than plain successes are kept. Those are forgotten; all others get an entry.
 * </ul>
 *
 * <p>So every open row up to the first cursor is in {@link Watch}, and every row up to the second is there or forgotten. A row becomes visible
 * in the order of {@code seq}, as fences are drawn under the file's one write lock. Each step is a transaction that takes its cursor along, so
 * who is killed loses nothing, and is short.
 */
final class Sweep {
    /** Some 10 ms, in which this process's other questions wait, and no claim does. */
    private static final int LOOKED_AT_ONCE = 50_000;

    private static final long NONE = 0;

    private static final String CURSORS =
            "SELECT looked, swept, mark, marked, (SELECT coalesce(max(seq), 0) FROM job) FROM sweep WHERE one = 1";

    private static final String FIRST_BEHIND = "SELECT coalesce(min(seq), ?2) FROM job WHERE seq > ?1";

    static final String OPEN = "SELECT seq FROM job NOT INDEXED WHERE seq BETWEEN ? AND ? AND status < 10";

    private static final String LOOKED = "UPDATE sweep SET looked = max(looked, ?) WHERE one = 1";

    /** A row that last changed so long ago arrived no later, nor did those before it. One up to a mark of then did so, too. */
    static final String LAST_LONG_HERE = "SELECT coalesce(max(seq), 0) FROM"
            + " (SELECT seq, changed FROM job NOT INDEXED WHERE seq > ?1 ORDER BY seq LIMIT ?2) WHERE changed < ?3 OR seq <= ?4";

    static final String FORGET =
            "DELETE FROM job WHERE seq > ? AND seq <= ? AND status = 10 AND life = 0 AND changed < ?";

    private static final String SWEPT = "UPDATE sweep SET swept = ? WHERE one = 1";

    private static final String MARK = "UPDATE sweep SET mark = (SELECT last_fence FROM store), marked = ?"
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
    private record Cursors(long looked, long swept, long mark, long marked, long newest) {}

    private static Cursors cursors(Database database) throws SQLException {
        try (ResultSet row = database.prepare(CURSORS).executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the table sweep is empty");
            }
            return new Cursors(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }

    /** Up to where rows have an entry in {@link Watch}, even when they have ended. */
    static long swept(Database database) throws SQLException {
        return cursors(database).swept();
    }

    /**
     * Some rows that were looked at.
     *
     * @param open those that are not at their end
     * @param last the last one of all
     */
    private record Looked(List<Long> open, long last) {}

    /** The first walk: to the newest row there is now, in steps that hold no lock while they read. */
    void look() {
        Cursors at = reader.ask(Sweep::cursors);
        long looked = at.looked();
        while (looked < at.newest()) {
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

    /** A row that has ended meanwhile gets no entry; one that was revived meanwhile has got its own. The cursor goes on with the last entry. */
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
            return update(in.database(), LOOKED, step.last());
        });
    }

    /** What is overdue, the first walk being made before. Entries that are met and do not hold any more are renewed on the way. */
    List<JobRecord> overdue(Duration by, int most) {
        look();
        Instant now = clock.get();
        while (true) {
            Overdue.Page page = reader.ask(database -> new Overdue(database).page(now, by, most));
            if (page.stale().isEmpty()) {
                return page.records();
            }
            writer.transact(in -> in.watch().renew(page.stale()));
        }
    }

    /** The second walk, and then whatever else in {@link Watch} has its time over; in steps, so that a claim never waits for long. */
    int expire(int most) {
        int forgotten = inSteps(most, this::pass);
        forgotten += inSteps(
                most - forgotten,
                (in, wanted) -> in.watch().forget(Watch.SUCCEEDED, before(retention.succeeded()), wanted));
        return forgotten
                + inSteps(
                        most - forgotten,
                        (in, wanted) -> in.watch().forget(Watch.OTHER, before(retention.other()), wanted));
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

    /** One step of the second walk. */
    private Forgotten pass(Writer in, int most) throws SQLException {
        Database database = in.database();
        Cursors at = cursors(database);
        long before = Math.max(before(retention.succeeded()), before(retention.other()));
        long last = lastLongHere(database, at, before, most);
        if (last == NONE) {
            moveMark(database, at, before);
            return Forgotten.NOTHING;
        }
        int forgotten = forget(database, at.swept(), last);
        in.watch().putAll(at.swept(), last);
        update(database, SWEPT, last);
        return new Forgotten(forgotten, true);
    }

    /** The last of the next rows that are known to have arrived before a time. */
    private static long lastLongHere(Database database, Cursors at, long before, int most) throws SQLException {
        PreparedStatement select = database.prepare(LAST_LONG_HERE);
        select.setLong(1, at.swept());
        select.setInt(2, most);
        select.setLong(3, before);
        select.setLong(4, at.marked() < before ? at.mark() : NONE);
        try (ResultSet row = select.executeQuery()) {
            return row.getLong(1);
        }
    }

    /** Rows that changed lately may hold the walk up until the mark has become old, and no longer. */
    private void moveMark(Database database, Cursors at, long before) throws SQLException {
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
