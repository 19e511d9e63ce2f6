package dev.warren.stores.sqlite;

import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Standing;
import dev.warren.outcome.Decision;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fast way of a decision: jobs that succeeded and that nothing follows from, if their rows are still before the second look of {@link Sweep}. A first claim's fence is the place of its row, and jobs claimed
 * together have their rows side by side, so one statement ends a whole run of them; where that was not all, another looks for the rest by key,
 * such as jobs that were registered before their claim. How many rows the two wrote says whether all claims still stood; if not, the rules look
 * at the run one by one (those that were written are answered as recorded then).
 */
final class DecideBatch {
    /** The row of RecordRules.decide for a plain success; the result is to follow. */
    private static final String END =
            "UPDATE job SET status = 10, changed = ?1, owner = NULL, suspicion = 0, error_type = NULL,"
                    + " error_message = NULL, error_stack = NULL, result = ";

    /** ?2 holds the key of each fence from ?3 to ?4, and what is no text where there is none; ?6 is the width of a key. */
    static final String END_RUN_IN_PLACE =
            END + "NULL WHERE seq BETWEEN ?3 AND ?4 AND +seq > ?7 AND fence = seq AND status = 2 AND +scope = ?5"
                    + " AND +key = CAST(substr(?2, (seq - ?3) * ?6 + 1, ?6) AS TEXT)";

    static final String END_RUN_BY_KEY =
            END + "NULL WHERE seq IN (SELECT known.seq FROM slot CROSS JOIN job AS known INDEXED BY job_key"
                    + " WHERE n <= ?4 - ?3 AND known.scope = ?5 AND known.key = CAST(substr(?2, n * ?6 + 1, ?6) AS TEXT)"
                    + " AND known.fence = ?3 + n AND known.status = 2 AND +known.seq > ?7)";

    static final String END_ONE_IN_PLACE =
            END + "?2 WHERE seq = ?3 AND +seq > ?6 AND fence = seq AND status = 2 AND +scope = ?4 AND +key = ?5";

    static final String END_ONE_BY_KEY =
            END + "?2 WHERE +seq > ?6 AND fence = ?3 AND status = 2 AND scope = ?4 AND key = ?5";

    /** In no text of UTF-8, so that no job is called like a gap. */
    private static final byte NO_TEXT = (byte) 0xff;

    /** A run goes on over this many rows that are not in the batch. */
    private static final int WIDEST_GAP = 8;

    private final Database database;
    private final Scopes scopes;
    private final long now;
    private final long seenTwice;

    DecideBatch(Database database, Scopes scopes, Instant now) throws SQLException {
        this.database = database;
        this.scopes = scopes;
        this.now = Time.micros(now);
        this.seenTwice = Sweep.seenTwice(database);
    }

    /** A success without a result, as it will be searched for. */
    private record Plain(int place, long fence, long scope, byte[] key) {
        boolean goesOn(Plain first, Plain last) {
            return scope == last.scope
                    && key.length == last.key.length
                    && fence > last.fence
                    && fence - last.fence <= WIDEST_GAP
                    && fence - first.fence < ClaimBatch.MOST_ROWS;
        }
    }

    /** Answers what was recorded in this way, by place in the batch; the others are null. */
    @Nullable
    Standing[] record(List<Settlement> batch) throws SQLException {
        @Nullable Standing[] standings = new Standing[batch.size()];
        List<Plain> plain = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Settlement settlement = batch.get(i);
            if (settlement.decided().follows().isEmpty()
                    && settlement.decided().decision() instanceof Decision.Succeed success) {
                long scope = scopes.find(settlement.claim().key());
                if (success.resultJson().isEmpty()) {
                    plain.add(plain(i, settlement.claim(), scope));
                } else if (ends(settlement.claim(), scope, success.resultJson().get())) {
                    standings[i] = Standing.RECORDED;
                }
            }
        }
        plain.sort(Comparator.comparingLong(Plain::fence));
        recordRuns(plain, standings);
        return standings;
    }

    private static Plain plain(int place, FencedKey claim, long scope) {
        return new Plain(place, claim.fence(), scope, claim.key().key().getBytes(StandardCharsets.UTF_8));
    }

    private void recordRuns(List<Plain> plain, @Nullable Standing[] standings) throws SQLException {
        int from = 0;
        for (int to = 1; to <= plain.size(); to++) {
            if (to == plain.size() || !plain.get(to).goesOn(plain.get(from), plain.get(to - 1))) {
                List<Plain> run = plain.subList(from, to);
                if (endsAll(run)) {
                    run.forEach(one -> standings[one.place()] = Standing.RECORDED);
                }
                from = to;
            }
        }
    }

    private boolean endsAll(List<Plain> run) throws SQLException {
        Plain first = run.get(0);
        long last = run.get(run.size() - 1).fence();
        int width = first.key().length;
        Packed keys = new Packed(Math.toIntExact(last - first.fence() + 1) * width).filled(NO_TEXT);
        for (Plain one : run) {
            keys.at(Math.toIntExact(one.fence() - first.fence()) * width).add(one.key());
        }
        int ended = end(END_RUN_IN_PLACE, first, last, keys);
        return ended == run.size() || ended + end(END_RUN_BY_KEY, first, last, keys) == run.size();
    }

    private int end(String sql, Plain first, long last, Packed keys) throws SQLException {
        PreparedStatement update = database.prepare(sql);
        update.setLong(1, now);
        update.setBytes(2, keys.bytes());
        update.setLong(3, first.fence());
        update.setLong(4, last);
        update.setLong(5, first.scope());
        update.setInt(6, first.key().length);
        update.setLong(7, seenTwice);
        return update.executeUpdate();
    }

    private boolean ends(FencedKey claim, long scope, String result) throws SQLException {
        return ends(END_ONE_IN_PLACE, claim, scope, result) || ends(END_ONE_BY_KEY, claim, scope, result);
    }

    private boolean ends(String sql, FencedKey claim, long scope, String result) throws SQLException {
        PreparedStatement update = database.prepare(sql);
        update.setLong(1, now);
        update.setString(2, result);
        update.setLong(3, claim.fence());
        update.setLong(4, scope);
        update.setString(5, claim.key().key());
        update.setLong(6, seenTwice);
        return update.executeUpdate() == 1;
    }
}
