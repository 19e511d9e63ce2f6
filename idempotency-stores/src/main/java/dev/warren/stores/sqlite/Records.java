package dev.warren.stores.sqlite;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.outcome.Failure;
import dev.warren.stores.DecidedCodec;
import dev.warren.stores.HistoryCodec;
import dev.warren.topology.LaneName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records as rows, one at a time: the general way, for whatever the fast ones do not cover. */
final class Records {
    /** Everything {@link #read} needs; the caller adds what to select by. */
    static final String SELECT =
            "SELECT job.seq, job.key, job.id, payload_hash, status, life, run, attempt, lease.owner,"
                    + " fence, suspicion, crashes, decided, result, error_type, error_message, error_stack, enqueued, started, due,"
                    + " changed, lease.ends, lane.name, progress, history"
                    + " FROM job LEFT JOIN lease ON lease.id = job.owner LEFT JOIN lane ON lane.id = job.lane ";

    /** How many columns that gives. */
    static final int COLUMNS = 25;

    private static final String INSERT =
            "INSERT INTO job (seq, scope, key, id, payload_hash, status, life, run, attempt, owner, fence, suspicion,"
                    + " crashes, decided, result, error_type, error_message, error_stack, enqueued, started, due, changed,"
                    + " lane, progress, history)"
                    + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
                    + " ?21, ?22, ?23, ?24, ?25)";

    private static final String UPDATE =
            "UPDATE job SET id = ?4, payload_hash = ?5, status = ?6, life = ?7, run = ?8, attempt = ?9, owner = ?10,"
                    + " fence = ?11, suspicion = ?12, crashes = ?13, decided = ?14, result = ?15, error_type = ?16,"
                    + " error_message = ?17, error_stack = ?18, enqueued = ?19, started = ?20, due = ?21, changed = ?22,"
                    + " lane = ?23, progress = ?24, history = ?25"
                    + " WHERE seq = ?1 AND scope = ?2 AND key = ?3";

    private final Database database;
    private final Scopes scopes;
    private final Lanes lanes;
    private final Leases leases;

    Records(Database database, Scopes scopes, Lanes lanes, Leases leases) {
        this.database = database;
        this.scopes = scopes;
        this.lanes = lanes;
        this.leases = leases;
    }

    /**
     * A row.
     *
     * @param seq where it lies
     * @param record what it says
     * @param leaseEnd when the lease of its owner ends; the epoch when it has none
     */
    record Row(long seq, JobRecord record, Instant leaseEnd) {}

    @Nullable
    Row find(JobKey key) throws SQLException {
        long scope = scopes.find(key);
        if (scope == Scopes.NONE) {
            return null;
        }
        PreparedStatement select = database.prepare(SELECT + "WHERE scope = ? AND key = ?");
        select.setLong(1, scope);
        select.setString(2, key.key());
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? read(rows, key) : null;
        }
    }

    /** The row at the cursor. */
    static Row read(ResultSet row, JobKey key) throws SQLException {
        String id = row.getString(3);
        String owner = row.getString(9);
        byte[] decided = row.getBytes(13);
        byte[] history = row.getBytes(25);
        long due = row.getLong(20);
        long started = row.getLong(19);
        boolean startedWhenDue = row.wasNull();
        var status = Codes.status(row.getInt(5));
        JobRecord record = new JobRecord(
                key,
                new JobId(id == null ? key.key() : id),
                row.getLong(4),
                status,
                new Coordinates(row.getInt(6), row.getInt(7)),
                row.getInt(8),
                Optional.ofNullable(owner).map(Owner::new),
                row.getLong(10),
                Codes.suspicion(row.getInt(11)),
                row.getInt(12),
                Optional.ofNullable(decided).map(DecidedCodec::decode),
                Optional.ofNullable(row.getString(14)),
                failure(row),
                Time.instant(row.getLong(18)),
                Time.instant(startedWhenDue ? due : started),
                Time.instant(due),
                status.isFinal() ? Optional.of(Time.instant(row.getLong(21))) : Optional.empty(),
                Optional.ofNullable(row.getString(23)).map(LaneName::new),
                Optional.ofNullable(row.getString(24)).map(ProgressText::read),
                history == null ? List.of() : HistoryCodec.decode(history));
        return new Row(row.getLong(1), record, Time.instant(row.getLong(22)));
    }

    private static Optional<Failure> failure(ResultSet row) throws SQLException {
        String type = row.getString(15);
        return type == null ? Optional.empty() : Optional.of(new Failure(type, row.getString(16), row.getString(17)));
    }

    /** Writes a record that has a row. */
    void update(Row row, JobRecord record) throws SQLException {
        requireOne(write(UPDATE, row.seq(), record), row.seq());
    }

    /** Writes a record that has none yet. */
    void insert(long seq, JobRecord record) throws SQLException {
        requireOne(write(INSERT, seq, record), seq);
    }

    private static void requireOne(int written, long seq) throws SQLException {
        if (written != 1) {
            throw new SQLException("the row " + seq + " of a job is not where it was read");
        }
    }

    private int write(String sql, long seq, JobRecord record) throws SQLException {
        PreparedStatement statement = database.prepare(sql);
        JobKey key = record.key();
        long due = Time.micros(record.dueAt());
        long started = Time.micros(record.startedAt());
        statement.setLong(1, seq);
        statement.setLong(2, scopes.ensure(key));
        statement.setString(3, key.key());
        statement.setString(
                4, record.id().value().equals(key.key()) ? null : record.id().value());
        statement.setLong(5, record.payloadHash());
        statement.setInt(6, Codes.of(record.status()));
        statement.setInt(7, record.coordinates().life());
        statement.setInt(8, record.coordinates().run());
        statement.setInt(9, record.attempt());
        setLong(
                statement,
                10,
                record.owner().isPresent() ? leases.id(record.owner().get()) : null);
        statement.setLong(11, record.fence());
        statement.setInt(12, Codes.of(record.suspicion()));
        statement.setInt(13, record.crashes());
        statement.setBytes(14, record.decided().map(DecidedCodec::encode).orElse(null));
        statement.setString(15, record.resultJson().orElse(null));
        statement.setString(16, record.error().map(Failure::type).orElse(null));
        statement.setString(17, record.error().map(Failure::message).orElse(null));
        statement.setString(18, record.error().map(Failure::stack).orElse(null));
        statement.setLong(19, Time.micros(record.enqueuedAt()));
        setLong(statement, 20, started == due ? null : started);
        statement.setLong(21, due);
        statement.setLong(22, record.finishedAt().map(Time::micros).orElse(started));
        setLong(
                statement,
                23,
                record.lane().isPresent() ? lanes.ensure(record.lane().get()) : null);
        statement.setString(24, record.progress().map(ProgressText::of).orElse(null));
        statement.setBytes(25, record.history().isEmpty() ? null : HistoryCodec.encode(record.history()));
        return statement.executeUpdate();
    }

    private static void setLong(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }
}
