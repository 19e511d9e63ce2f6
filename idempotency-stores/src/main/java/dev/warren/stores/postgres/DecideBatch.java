package dev.warren.stores.postgres;

import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Standing;
import dev.warren.outcome.Decision;
import dev.warren.stores.postgres.Batch.Entry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fast way of a decision: running jobs that succeeded and that nothing follows from, ended by one statement that is a transaction of its
 * own. Only what it says it has ended is recorded; whatever else there was is left to the rules.
 */
final class DecideBatch {
    private static final String SUCCEED = "WITH clock AS MATERIALIZED (SELECT " + Time.NOW + " AS now)"
            + " UPDATE job SET status = 10, changed = clock.now, owner = NULL, suspicion = 0, result = ended.result,"
            + " error_type = NULL, error_message = NULL, error_stack = NULL FROM clock, unnest(";

    private static final String ENDED = "?::bigint[], ?::text[], ?::integer[], ?::text[]) WITH ORDINALITY"
            + " AS ended (fence, result, scope, key, place) WHERE job.fence = ended.fence AND job.status = 2 AND ";

    /** Jobs that were never claimed before: the fence they are held by is their place as well, which is found more quickly than a key. */
    private static final String BY_PLACE = SUCCEED + ENDED + "job.seq = ended.fence"
            + " AND (job.scope, job.key) IS NOT DISTINCT FROM (ended.scope, ended.key) RETURNING ended.place";

    private static final String BY_KEY =
            SUCCEED + ENDED + "job.scope = ended.scope AND job.key = ended.key RETURNING ended.place";

    private DecideBatch() {}

    /** Answers what was recorded in this way: the row of RecordRules.decide for a success that nothing follows from. */
    static void record(Session session, Batch<Settlement> batch, Answers<Standing> answers) throws SQLException {
        Batch<Settlement> plain = batch.only(entry -> isPlain(entry.asked()));
        record(session, BY_PLACE, plain, answers);
        record(session, BY_KEY, plain.only(entry -> answers.isMissing(entry.place())), answers);
    }

    private static void record(Session session, String sql, Batch<Settlement> plain, Answers<Standing> answers)
            throws SQLException {
        if (plain.isEmpty()) {
            return;
        }
        PreparedStatement update = session.prepare(sql);
        update.setObject(1, plain.longs(settlement -> settlement.claim().fence()));
        update.setObject(2, plain.texts(DecideBatch::result));
        update.setObject(3, plain.scopes());
        update.setObject(4, plain.keys());
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

    private static @Nullable String result(Settlement settlement) {
        return ((Decision.Succeed) settlement.decided().decision())
                .resultJson()
                .map(Text::stored)
                .orElse(null);
    }
}
