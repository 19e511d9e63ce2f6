package dev.warren.stores.outbox;

import dev.warren.broker.Publication;
import dev.warren.job.JobId;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publications;
import dev.warren.stores.PublicationCodec;
import dev.warren.topology.Topology;
import dev.warren.wire.WireLimits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Enqueues jobs by a transaction: a job is written into the table {@code warren_outbox} of the user's database, together with what makes it
 * necessary, and is enqueued if and when that transaction commits. {@link OutboxRelay} carries it to the broker. The broker need not be
 * reachable meanwhile. Works over any JDBC connection: a pool's, a framework's, or the one that a job is given by
 * {@code JobResult.inTransaction}. Immutable; safe for use by several threads.
 */
public final class Outbox {
    /** How many shares the rows are dealt into, so that several relays can work. */
    static final int PARTS = 16;

    /** Held while the tables are made, as PostgreSQL's IF NOT EXISTS fails when two programs do it at once. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(1467117411)";

    private final OutboxDatabase database;
    private final Topology topology;
    private final Publications publications;
    private final String insert;

    private Outbox(Builder builder) {
        this.database = builder.database;
        this.topology = builder.topology;
        this.publications = new Publications(builder.topology, builder.limits, builder.clock, builder.ids);
        this.insert =
                database.sql("INSERT INTO warren_outbox (namespace, part, lane, ordering_key, job_id, publication,"
                        + " enqueued) VALUES (?, ?, ?, ?, ?, ?, :now)");
    }

    /** An outbox in this kind of database, with the defaults: {@link Topology#standard()}, {@link WireLimits#STANDARD}. */
    public static Outbox in(OutboxDatabase database) {
        return builder(database).build();
    }

    /** An outbox with settings of its own. */
    public static Builder builder(OutboxDatabase database) {
        return new Builder(database);
    }

    /**
     * Enqueues a job as part of the connection's transaction; without one, at once.
     *
     * @return the job's id, which it keeps however often it is published
     * @throws IllegalArgumentException when the job can't be written: a lane that the topology lacks, a payload that is not JSON or is too
     *     large, a delay beyond the year 9999
     * @throws SQLException when the database refuses; in PostgreSQL the transaction must be rolled back then
     */
    public JobId enqueue(Connection connection, NewJob<?> job) throws SQLException {
        return enqueue(connection, job, Optional.empty());
    }

    /**
     * The same, in order: of jobs with the same ordering key, one that was enqueued by an earlier transaction is in its queue before those of a
     * later one. (Of transactions at work at the same time none is the earlier.) Jobs run in parallel all the same; the order is that of the
     * queue.
     *
     * @param orderingKey such as the id of what the jobs are about; not empty
     */
    public JobId enqueue(Connection connection, NewJob<?> job, String orderingKey) throws SQLException {
        if (orderingKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "an ordering key is not empty; leave it out for a job that needs no order");
        }
        return enqueue(connection, job, Optional.of(orderingKey));
    }

    private JobId enqueue(Connection connection, NewJob<?> job, Optional<String> orderingKey) throws SQLException {
        JobId id = publications.idOf(job);
        Publication publication = publications.toKeep(job, id);
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, topology.namespace());
            statement.setInt(2, Math.floorMod(orderingKey.orElse(id.value()).hashCode(), PARTS));
            statement.setString(3, job.lane().value());
            if (orderingKey.isPresent()) {
                statement.setString(4, orderingKey.get());
            } else {
                statement.setNull(4, Types.VARCHAR);
            }
            statement.setString(5, id.value());
            statement.setBytes(6, PublicationCodec.encode(publication));
            statement.executeUpdate();
        }
        return id;
    }

    /**
     * Makes the tables where they are missing, as relays and {@link OutboxPublisher} do by themselves, and commits. The statements are those of
     * {@link OutboxDatabase#schema}; where the tables are there, no right to make any is needed.
     */
    public void createTables(Connection connection) throws SQLException {
        if (areThere(connection)) {
            return;
        }
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            makeTables(connection);
            connection.commit();
            done = true;
        } finally {
            if (!done) {
                rollBack(connection);
            }
            connection.setAutoCommit(autoCommit);
        }
    }

    private void makeTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (database == OutboxDatabase.POSTGRESQL) {
                statement.execute(ONE_AT_A_TIME);
            }
            for (String part : database.schema().replaceAll("--[^\n]*", "").split(";")) {
                if (!part.isBlank()) {
                    statement.executeUpdate(part);
                }
            }
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The transaction is gone. What failed before is what the caller hears of.
        }
    }

    private boolean areThere(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(database.tablesFound())) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    OutboxDatabase database() {
        return database;
    }

    Topology topology() {
        return topology;
    }

    Publications publications() {
        return publications;
    }

    /** Settings of an outbox. */
    public static final class Builder {
        private final OutboxDatabase database;
        private Topology topology = Topology.standard();
        private WireLimits limits = WireLimits.STANDARD;
        private Clock clock = Clock.systemUTC();
        private Supplier<String> ids = Publications.timeOrderedIds();

        private Builder(OutboxDatabase database) {
            this.database = database;
        }

        /** The exchanges to publish to; default {@link Topology#standard()}. */
        public Builder topology(Topology own) {
            topology = own;
            return this;
        }

        /** The largest payload; default {@link WireLimits#STANDARD}. */
        public Builder limits(WireLimits own) {
            limits = own;
            return this;
        }

        /** The clock for delays and times; default the system's. */
        public Builder clock(Clock own) {
            clock = own;
            return this;
        }

        /** Makes the ids of jobs that bring none; default UUIDv7. */
        public Builder ids(Supplier<String> own) {
            ids = own;
            return this;
        }

        /** The outbox. */
        public Outbox build() {
            return new Outbox(this);
        }
    }
}
