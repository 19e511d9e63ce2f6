package dev.warren.stores.postgres;

import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Standing;
import dev.warren.outcome.Decision;
import dev.warren.stores.postgres.Batch.Entry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The fast way of a decision: running jobs that succeeded and that nothing follows from, ended by one statement that is a transaction of its
 * own. Only what it says it has ended is recorded; whatever else there was is left to the rules.
 */
final class DecideBatch {
    /** The row of RecordRules.decide for a success that nothing follows from. */
    private static final String UPDATE = "WITH clock AS MATERIALIZED (SELECT " + Time.NOW + " AS now)"
            + " UPDATE job SET status = 10, changed = clock.now, owner = NULL, suspicion = 0, result = ended.result,"
            + " error_type = NULL, error_message = NULL, error_stack = NULL"
            + " FROM clock, unnest(?::integer[], ?::text[], ?::bigint[], ?::text[]) WITH ORDINALITY"
            + " AS ended (scope, key, fence, result, place)"
            + " WHERE job.scope = ended.scope AND job.key = ended.key AND job.fence = ended.fence AND "
            + Codes.BY_NO_INDEX + " = 2"
            + " RETURNING ended.place";

    private DecideBatch() {}

    /** Answers what was recorded in this way. */
    static void record(Session session, Batch<Settlement> batch, Answers<Standing> answers) throws SQLException {
        Batch<Settlement> plain = batch.only(entry -> isPlain(entry.asked()));
        if (plain.isEmpty()) {
            return;
        }
        PreparedStatement update = session.prepare(UPDATE);
        update.setObject(1, plain.scopes());
        update.setObject(2, plain.keys());
        update.setObject(
                3,
                plain.entries().stream()
                        .mapToLong(entry -> entry.asked().claim().fence())
                        .toArray());
        update.setObject(4, results(plain));
        List<Entry<Settlement>> entries = plain.entries();
        try (ResultSet rows = update.executeQuery()) {
            while (rows.next()) {
                answers.put(entries.get(rows.getInt(1) - 1).place(), Standing.RECORDED);
            }
        }
    }

    private static boolean isPlain(Settlement settlement) {
        return settlement.decided().follows().isEmpty() && settlement.decided().decision() instanceof Decision.Succeed;
    }

    private static String[] results(Batch<Settlement> plain) {
        return plain.entries().stream()
                .map(entry -> (Decision.Succeed) entry.asked().decided().decision())
                .map(success -> success.resultJson().map(Text::stored).orElse(null))
                .toArray(String[]::new);
    }
}
