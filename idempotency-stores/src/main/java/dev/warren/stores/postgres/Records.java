package dev.warren.stores.postgres;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Progress;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.Failure;
import dev.warren.stores.DecidedCodec;
import dev.warren.stores.HistoryCodec;
import dev.warren.topology.LaneName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records as rows. */
final class Records {
    /** What {@link #read} needs first. */
    static final String COLUMNS =
            "job.seq, job.key, job.id, job.payload_hash, job.status, job.life, job.run, job.attempt, job.fence,"
                    + " job.suspicion, job.crashes, job.decided, job.result, job.error_type, job.error_message, job.error_stack,"
                    + " job.enqueued, job.started, job.due, job.changed, job.progress_done, job.progress_total, job.progress_note,"
                    + " job.history";

    /** For questions: rows with all that {@link #readWhole} needs. The caller adds which. */
    static final String SELECT = "SELECT " + COLUMNS
            + ", lease.owner, scope.namespace, scope.tenant, scope.type, lane.name FROM job JOIN scope ON scope.id = job.scope"
            + " LEFT JOIN lease ON lease.id = job.owner LEFT JOIN lane ON lane.id = job.lane ";

    private static final String INSERT =
            "INSERT INTO job (id, payload_hash, status, life, run, attempt, fence, suspicion, crashes, decided, result,"
                    + " error_type, error_message, error_stack, enqueued, started, due, changed, progress_done, progress_total,"
                    + " progress_note, history, owner, lane, seq, scope, key)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (scope, key) DO NOTHING";

    private static final String UPDATE =
            "UPDATE job SET id = ?, payload_hash = ?, status = ?, life = ?, run = ?, attempt = ?, fence = ?, suspicion = ?,"
                    + " crashes = ?, decided = ?, result = ?, error_type = ?, error_message = ?, error_stack = ?, enqueued = ?,"
                    + " started = ?, due = ?, changed = ?, progress_done = ?, progress_total = ?, progress_note = ?, history = ?,"
                    + " owner = ?, lane = ? WHERE seq = ?";

    static final int FIRST_AFTER_COLUMNS = 25;
    private static final int SEQ = 25;

    private Records() {}

    /** A job's id as the table holds it: none where it is the key. */
    static @Nullable String storedId(JobId id, JobKey key) {
        return id.value().equals(key.key()) ? null : Text.stored(id.value());
    }

    /** A row that was selected by {@link #SELECT}. */
    static JobRecord readWhole(ResultSet row) throws SQLException {
        JobKey key = new JobKey(
                Text.read(row.getString(FIRST_AFTER_COLUMNS + 1)),
                Text.read(row.getString(FIRST_AFTER_COLUMNS + 2)),
                new JobTypeName(Text.read(row.getString(FIRST_AFTER_COLUMNS + 3))),
                Text.read(row.getString(2)));
        String owner = Text.readOrNull(row.getString(FIRST_AFTER_COLUMNS));
        String lane = row.getString(FIRST_AFTER_COLUMNS + 4);
        return read(
                row,
                key,
                Optional.ofNullable(owner).map(Owner::new),
                Optional.ofNullable(lane).map(LaneName::new));
    }

    /** The row at the cursor. */
    static JobRecord read(ResultSet row, JobKey key, Optional<Owner> owner, Optional<LaneName> lane)
            throws SQLException {
        String id = Text.readOrNull(row.getString(3));
        var status = Codes.status(row.getInt(5));
        byte[] decided = row.getBytes(12);
        byte[] history = row.getBytes(24);
        long started = row.getLong(18);
        boolean startedWhenDue = row.wasNull();
        long due = row.getLong(19);
        return new JobRecord(
                key,
                new JobId(id == null ? key.key() : id),
                row.getLong(4),
                status,
                new Coordinates(row.getInt(6), row.getInt(7)),
                row.getInt(8),
                owner,
                row.getLong(9),
                Codes.suspicion(row.getInt(10)),
                row.getInt(11),
                Optional.ofNullable(decided).map(DecidedCodec::decode),
                Optional.ofNullable(Text.readOrNull(row.getString(13))),
                failure(row),
                Time.instant(row.getLong(17)),
                Time.instant(startedWhenDue ? due : started),
                Time.instant(due),
                status.isFinal() ? Optional.of(Time.instant(row.getLong(20))) : Optional.empty(),
                lane,
                progress(row),
                history == null ? List.of() : HistoryCodec.decode(history));
    }

    private static Optional<Progress> progress(ResultSet row) throws SQLException {
        String note = Text.readOrNull(row.getString(23));
        return note == null ? Optional.empty() : Optional.of(new Progress(row.getLong(21), row.getLong(22), note));
    }

    private static Optional<Failure> failure(ResultSet row) throws SQLException {
        String type = row.getString(14);
        return type == null
                ? Optional.empty()
                : Optional.of(new Failure(Text.read(type), Text.read(row.getString(15)), Text.read(row.getString(16))));
    }

    /** Has a record written with the next batch of updates. */
    static void addUpdate(Session session, long seq, JobRecord record, long owner, int lane) throws SQLException {
        PreparedStatement update = session.prepare(UPDATE);
        bind(update, record, owner, lane);
        update.setLong(SEQ, seq);
        update.addBatch();
    }

    /** Writes the batch of updates. The rows are locked, so each of them is there. */
    static void update(Session session, int expected) throws SQLException {
        int written = 0;
        for (int count : session.prepare(UPDATE).executeBatch()) {
            written += count;
        }
        if (written != expected) {
            throw new SQLException(written + " of " + expected + " locked rows were updated");
        }
    }

    /** Writes a record that has no row yet; answers whether there still was none. */
    static boolean insert(Session session, int scope, String key, JobRecord record, long owner, int lane)
            throws SQLException {
        PreparedStatement insert = session.prepare(INSERT);
        bind(insert, record, owner, lane);
        insert.setLong(SEQ, firstSeq(record));
        insert.setInt(SEQ + 1, scope);
        insert.setString(SEQ + 2, key);
        return insert.executeUpdate() == 1;
    }

    /** The place of a record that has no row yet. */
    static long firstSeq(JobRecord record) {
        return record.fence(); // every rule that makes a record takes a fence
    }

    private static void bind(PreparedStatement statement, JobRecord record, long owner, int lane) throws SQLException {
        long due = Time.micros(record.dueAt());
        long started = Time.micros(record.startedAt());
        statement.setString(1, storedId(record.id(), record.key()));
        statement.setLong(2, record.payloadHash());
        statement.setInt(3, Codes.of(record.status()));
        statement.setInt(4, record.coordinates().life());
        statement.setInt(5, record.coordinates().run());
        statement.setInt(6, record.attempt());
        statement.setLong(7, record.fence());
        statement.setInt(8, Codes.of(record.suspicion()));
        statement.setInt(9, record.crashes());
        statement.setBytes(10, record.decided().map(DecidedCodec::encode).orElse(null));
        setText(statement, 11, record.resultJson());
        setText(statement, 12, record.error().map(Failure::type));
        setText(statement, 13, record.error().map(Failure::message));
        setText(statement, 14, record.error().map(Failure::stack));
        statement.setLong(15, Time.micros(record.enqueuedAt()));
        setLong(statement, 16, started == due ? null : started);
        statement.setLong(17, due);
        statement.setLong(18, record.finishedAt().map(Time::micros).orElse(started));
        setLong(statement, 19, record.progress().map(Progress::done).orElse(null));
        setLong(statement, 20, record.progress().map(Progress::total).orElse(null));
        setText(statement, 21, record.progress().map(Progress::note));
        statement.setBytes(22, record.history().isEmpty() ? null : HistoryCodec.encode(record.history()));
        setLong(statement, 23, owner == Leases.NOBODY ? null : owner);
        setLong(statement, 24, lane == Lanes.NONE ? null : (long) lane);
    }

    private static void setText(PreparedStatement statement, int index, Optional<String> text) throws SQLException {
        statement.setString(index, text.map(Text::stored).orElse(null));
    }

    private static void setLong(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, value);
        }
    }
}
