package dev.warren.stores.sqlite;

import dev.warren.idempotency.Completion;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.RecordRules;
import dev.warren.idempotency.TransactionalStore.Work;
import dev.warren.outcome.Decision;
import dev.warren.stores.jdbc.LentConnection;
import dev.warren.stores.sqlite.Records.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A job's own writes and the record of its success, in one transaction. The file is locked for its time, so it must be short. */
final class JobTransaction {
    private final FencedKey claim;
    private final Work work;
    private final Supplier<Instant> time;
    private final Failures failures;

    JobTransaction(FencedKey claim, Work work, Supplier<Instant> time, Failures failures) {
        this.claim = claim;
        this.work = work;
        this.time = time;
        this.failures = failures;
    }

    /** Runs it on the writer's connection, which has no transaction open, before or after. */
    Completion run(Writer in) {
        Database database = in.database();
        try {
            database.begin();
        } catch (SQLException e) {
            return new Completion.Unavailable(failures.of(e));
        }
        Completion end = null;
        try {
            end = write(in);
        } finally {
            if (!(end instanceof Completion.Committed)) {
                database.rollBack();
            }
        }
        return end;
    }

    private Completion write(Writer in) {
        Optional<String> resultJson;
        try (LentConnection lent = in.database().lend()) {
            resultJson = work.write(lent.connection());
        } catch (Throwable e) { // the work is the user's, and whatever it throws is what its attempt came to
            return new Completion.RolledBack(e);
        }
        if (!in.database().isStillLent()) {
            return new Completion.RolledBack(new IllegalStateException("the work of job "
                    + claim.key().key()
                    + " has ended its transaction itself, by COMMIT or ROLLBACK as SQL or by a conflict clause OR ROLLBACK; leave that to"
                    + " the store"));
        }
        try {
            if (!record(in, resultJson)) {
                return new Completion.Fenced();
            }
        } catch (SQLException e) {
            return new Completion.Unavailable(failures.of(e));
        }
        return commit(in.database(), resultJson);
    }

    /** Whether the claim stood; what was decided under it before is not decided again. */
    private boolean record(Writer in, Optional<String> resultJson) throws SQLException {
        Row row = in.records().find(claim.key());
        if (row == null) {
            return false;
        }
        Decided success = new Decided(new Decision.Succeed(resultJson), Optional.empty());
        @Nullable
        JobRecord written = RecordRules.decide(row.record(), new Settlement(claim, success), Optional.of(time.get()))
                .written();
        if (written != null) {
            in.records().update(row, written);
        }
        return written != null;
    }

    private Completion commit(Database database, Optional<String> resultJson) {
        try {
            database.commit();
            return new Completion.Committed(resultJson);
        } catch (SQLException e) {
            return Failures.isRefusal(e) ? new Completion.RolledBack(e) : new Completion.Unknown(failures.of(e));
        }
    }
}
