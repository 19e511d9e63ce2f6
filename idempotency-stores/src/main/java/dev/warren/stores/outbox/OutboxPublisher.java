package dev.warren.stores.outbox;

import dev.warren.idempotency.StoreException;
import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Enqueues jobs by way of an {@link Outbox}, each in a transaction of its own: a job is on the disk when {@code enqueue} returns, whether the broker
 * can be reached or not. For programs without a transaction to enqueue in. Safe for use by several threads.
 */
public final class OutboxPublisher {
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final DataSource source;
    private final Runnable afterwards;

    private OutboxPublisher(Outbox outbox, DataSource source, Runnable afterwards) {
        this.outbox = outbox;
        this.source = source;
        this.afterwards = afterwards;
    }

    /**
     * A publisher to an outbox, whose tables come to be when they are missing.
     *
     * @throws StoreException when the database can't be used
     */
    public static OutboxPublisher to(Outbox outbox, DataSource source) {
        try (Connection connection = source.getConnection()) {
            outbox.createTables(connection);
        } catch (SQLException e) {
            throw new StoreException("the outbox can't be used: " + e.getMessage(), e);
        }
        return new OutboxPublisher(outbox, source, () -> {});
    }

    /** A copy that wakes a relay of this process after each job, so that it need not wait for its next look. */
    public OutboxPublisher waking(OutboxRelay relay) {
        return new OutboxPublisher(outbox, source, relay::wake);
    }

    /** Enqueues a job of this type with the defaults of {@link NewJob#of}; see {@link #enqueue(NewJob)}. */
    public <P> JobId enqueue(JobType<P> type, P payload) {
        return enqueue(NewJob.of(type, payload));
    }

    /**
     * Enqueues a job; it is committed when this returns.
     *
     * @throws IllegalArgumentException when the job can't be written, as in {@link Outbox#enqueue}
     * @throws StoreException when the database fails: the job may be enqueued or not; enqueue it again with the same id to be sure
     */
    public JobId enqueue(NewJob<?> job) {
        return inTransaction(connection -> outbox.enqueue(connection, job));
    }

    /** The same, in order with others of this ordering key; see {@link Outbox#enqueue(Connection, NewJob, String)}. */
    public JobId enqueue(NewJob<?> job, String orderingKey) {
        return inTransaction(connection -> outbox.enqueue(connection, job, orderingKey));
    }

    private interface Enqueueing {
        JobId in(Connection connection) throws SQLException;
    }

    private JobId inTransaction(Enqueueing enqueueing) {
        JobId id;
        try (Connection connection = source.getConnection()) {
            id = enqueueing.in(connection);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new StoreException(
                    "a job may not be in the outbox; enqueue it again with the same id to be sure: " + e.getMessage(),
                    e);
        }
        afterwards.run();
        return id;
    }

    /**
     * Connections to a SQLite file, which comes to be when it does not exist, with the settings that an outbox needs: a write-ahead log, commits that
     * reach the disk, and 5 s of patience while another program writes. A {@code SqliteStore} may have the same file.
     */
    public static DataSource sqlite(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(BUSY_TIMEOUT.toMillis()));
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }
}
