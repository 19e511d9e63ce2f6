package dev.warren.stores.postgres;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.stores.postgres.Batch.Entry;
import dev.warren.topology.LaneName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The general way, inside a transaction: the rows of a batch are locked and read, a rule says what becomes of each, and what it says is
 * written.
 *
 * @param <E> what is asked for one job
 */
final class ByRules<E> {
    /** In the order of the batch; so rows are locked in the same order by everyone. */
    private static final String LOCK = "SELECT " + Records.COLUMNS + ", job.owner, job.lane, asked.place FROM"
            + " unnest(?::integer[], ?::text[]) WITH ORDINALITY AS asked (scope, key, place)"
            + " JOIN job ON job.scope = asked.scope AND job.key = asked.key ORDER BY asked.place FOR UPDATE OF job";

    private static final int OWNER = Records.FIRST_AFTER_COLUMNS;
    private static final int LANE = OWNER + 1;
    private static final int PLACE = LANE + 1;

    private final Session session;
    private final Names names;
    private final List<Locked<E>> all = new ArrayList<>();
    private final Watch watch;
    private int updates;

    private ByRules(Session session, Names names) {
        this.session = session;
        this.names = names;
        this.watch = new Watch(session);
    }

    /**
     * What is asked for a job, and what there is of it.
     *
     * @param entry what is asked
     * @param row what there is, locked; null when there is nothing
     */
    record Locked<E>(Entry<E> entry, @Nullable Row row) {
        @Nullable
        JobRecord record() {
            return row == null ? null : row.record();
        }

        long owner() {
            return row == null ? Leases.NOBODY : row.owner();
        }
    }

    /**
     * A row.
     *
     * @param seq its place
     * @param record what it says
     * @param owner the number of who has it
     */
    record Row(long seq, JobRecord record, long owner) {}

    /** Locks what there is of a batch. */
    static <E> ByRules<E> lock(Session session, Names names, Batch<E> batch, Function<E, JobKey> keyOf)
            throws SQLException {
        ByRules<E> locked = new ByRules<>(session, names);
        PreparedStatement select = session.prepare(LOCK);
        select.setObject(1, batch.scopes());
        select.setObject(2, batch.keys());
        try (ResultSet rows = select.executeQuery()) {
            boolean more = rows.next();
            for (int at = 0; at < batch.entries().size(); at++) {
                Entry<E> entry = batch.entries().get(at);
                boolean here = more && rows.getInt(PLACE) == at + 1;
                locked.all.add(
                        new Locked<>(entry, here ? row(session, names, rows, keyOf.apply(entry.asked())) : null));
                more = here ? rows.next() : more;
            }
        }
        return locked;
    }

    private static Row row(Session session, Names names, ResultSet rows, JobKey key) throws SQLException {
        long owner = rows.getLong(OWNER); // 0 for none
        Optional<Owner> itsOwner = owner == Leases.NOBODY
                ? Optional.empty()
                : Optional.of(names.leases().name(session, owner));
        Optional<LaneName> itsLane = names.lanes().name(session, rows.getInt(LANE)); // 0 for none
        return new Row(rows.getLong(1), Records.read(rows, key, itsOwner, itsLane), owner);
    }

    List<Locked<E>> all() {
        return all;
    }

    /** Has a record written, unless the rule left it as it is. */
    void write(Locked<E> locked, @Nullable JobRecord record, long asking) throws SQLException {
        if (record == null) {
            return;
        }
        long owner = owner(locked, record, asking);
        int lane = record.lane().map(names.lanes()::known).orElse(Lanes.NONE);
        Row row = locked.row();
        Entry<E> entry = locked.entry();
        if (row != null) {
            Records.addUpdate(session, row.seq(), record, owner, lane);
            watch.add(row.seq(), record);
            updates++;
            return;
        }
        if (!Records.insert(session, entry.scope(), entry.key(), record, owner, lane)) {
            throw Failures.lostRace(); // somebody has just made one: begin anew, and look at that
        }
        watch.add(Records.firstSeq(record), record);
    }

    private static long owner(Locked<?> locked, JobRecord record, long asking) {
        if (record.owner().isEmpty()) {
            return Leases.NOBODY;
        }
        JobRecord before = locked.record();
        return before != null && before.owner().equals(record.owner()) ? locked.owner() : asking;
    }

    /** Before the commit. */
    void flush() throws SQLException {
        if (updates > 0) {
            Records.update(session, updates);
        }
        watch.flush();
    }
}
