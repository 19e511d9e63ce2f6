package dev.warren.stores.postgres;

import dev.warren.idempotency.Completion;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.TransactionalStore.Work;
import dev.warren.stores.jdbc.LentConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Jobs' own writes, each with the record of its job's success in one transaction. On connections of their own, which have the settings of the
 * program and not the store's. A job's row is locked last, so that a claim that comes by meanwhile waits for the commit alone.
 */
final class JobTransactions {
    /**
     * Whoever stands still between this and the commit is cut off, since claims wait for it; what is committed is on the disk; and the plan is made
     * for the table as it is. Sent with the statement behind it, in one round trip.
     */
    private static final String LIMITS = "SELECT set_config('idle_in_transaction_session_timeout', '10000', true),"
            + " set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true),"
            + " set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
            + " ELSE current_setting('synchronous_commit') END, true); ";

    /** The row of RecordRules.decide for a success that nothing follows from; whatever else there is, the claim has been decided or is another's. */
    private static final String SUCCEED = LIMITS + "UPDATE %1$s.job SET status = 10, changed = " + Time.NOW
            + ", owner = NULL, suspicion = 0, result = ?, error_type = NULL, error_message = NULL, error_stack = NULL"
            + " WHERE scope = (SELECT id FROM %1$s.scope WHERE namespace = ? AND tenant = ? AND type = ?)"
            + " AND key = ? AND fence = ? AND status = 2";

    private final SpareConnections connections;
    private final String succeed;
    private final int patienceMillis;
    private final Failures failures;

    JobTransactions(SpareConnections connections, Place place, Duration timeout) {
        this.connections = connections;
        this.succeed = String.format(SUCCEED, Session.quoted(place.schema()));
        this.patienceMillis = Math.toIntExact(timeout.plusSeconds(5).toMillis());
        this.failures = place.failures();
    }

    Completion complete(FencedKey claim, Work work) {
        Connection connection;
        try {
            connection = connections.take();
        } catch (SQLException e) {
            return new Completion.Unavailable(failures.of(e));
        }
        Transaction transaction = new Transaction(connection, claim);
        Completion end = null;
        try {
            end = transaction.run(work);
        } finally {
            boolean isWhole = end != null
                    && !transaction.isConnectionLost
                    && !(end instanceof Completion.Unknown)
                    && !(end instanceof Completion.Unavailable);
            connections.giveBack(connection, isWhole ? SpareConnections.State.WHOLE : SpareConnections.State.BROKEN);
        }
        return end;
    }

    void close() {
        connections.close();
    }

    private final class Transaction {
        private final Connection connection;
        private final FencedKey claim;
        private OptionalInt timeoutBefore = OptionalInt.empty();
        private boolean isConnectionLost;

        Transaction(Connection connection, FencedKey claim) {
            this.connection = connection;
            this.claim = claim;
        }

        Completion run(Work work) {
            Completion end = null;
            try {
                end = write(work);
            } finally {
                if (!(end instanceof Completion.Committed)) {
                    rollBack();
                }
                restoreTimeout();
            }
            return end;
        }

        private Completion write(Work work) {
            rememberTimeout();
            Optional<String> resultJson;
            try (LentConnection lent = LentConnection.of(connection)) {
                resultJson = work.write(lent.connection());
            } catch (Throwable e) { // the work is the user's, and whatever it throws is what its attempt came to
                return new Completion.RolledBack(e);
            }
            try {
                connection.setNetworkTimeout(Runnable::run, patienceMillis);
                if (!record(resultJson)) {
                    return new Completion.Fenced();
                }
            } catch (SQLException e) {
                return Failures.isOfTheTransaction(e)
                        ? new Completion.RolledBack(e)
                        : new Completion.Unavailable(failures.of(e));
            }
            return commit(resultJson);
        }

        private boolean record(Optional<String> resultJson) throws SQLException {
            try (PreparedStatement update = connection.prepareStatement(succeed)) {
                update.setString(1, resultJson.map(Text::stored).orElse(null));
                update.setString(2, Text.stored(claim.key().namespace()));
                update.setString(3, Text.stored(claim.key().tenant()));
                update.setString(4, Text.stored(claim.key().type().value()));
                update.setString(5, Text.stored(claim.key().key()));
                update.setLong(6, claim.fence());
                update.execute();
                update.getMoreResults(); // the first is that of the settings
                return update.getUpdateCount() == 1;
            }
        }

        private Completion commit(Optional<String> resultJson) {
            try {
                connection.commit();
                return new Completion.Committed(resultJson);
            } catch (SQLException e) {
                return Failures.isRefusal(e) ? new Completion.RolledBack(e) : new Completion.Unknown(failures.of(e));
            }
        }

        private void rememberTimeout() {
            try {
                timeoutBefore = OptionalInt.of(connection.getNetworkTimeout());
            } catch (SQLException e) {
                // The work will meet the same.
            }
        }

        private void restoreTimeout() {
            try {
                if (timeoutBefore.isPresent()) {
                    connection.setNetworkTimeout(Runnable::run, timeoutBefore.getAsInt());
                }
            } catch (SQLException e) {
                // As below; and what is committed stays so.
            }
        }

        private void rollBack() {
            try {
                connection.rollback();
            } catch (SQLException e) {
                // The transaction is gone with it. What failed before is what the caller hears of.
                isConnectionLost = true;
            }
        }
    }
}
