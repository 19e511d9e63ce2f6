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
 * The fast way of a decision: jobs in their first claim that succeeded and that nothing follows from. Such a claim's fence is the place of its
 * row, and jobs claimed together have their rows side by side, so one statement ends a whole run of them. How many rows it changed says whether
 * all claims still stood; if not, the rules look at the run one by one (those that were changed are answered as recorded then).
 */
final class DecideBatch {
    /** The row of RecordRules.decide for a plain success. ?1 holds the key of each row from ?2 on, zeros where there is none. */
    private static final String UPDATE_RUN =
            "UPDATE job SET status = 10, changed = ?6, owner = NULL, suspicion = 0, result = NULL, error_type = NULL,"
                    + " error_message = NULL, error_stack = NULL"
                    + " WHERE seq BETWEEN ?2 AND ?3 AND fence = seq AND status = 2 AND +scope = ?4"
                    + " AND +key = CAST(substr(?1, (seq - ?2) * ?5 + 1, ?5) AS TEXT)";

    private static final String UPDATE_ONE =
            "UPDATE job SET status = 10, changed = ?, owner = NULL, suspicion = 0, result = ?, error_type = NULL,"
                    + " error_message = NULL, error_stack = NULL"
                    + " WHERE seq = ? AND fence = seq AND status = 2 AND +scope = ? AND +key = ?";

    /** A run goes on over this many rows that are not in the batch. */
    private static final int WIDEST_GAP = 8;

    private final Database database;
    private final Scopes scopes;
    private final long now;

    DecideBatch(Database database, Scopes scopes, Instant now) {
        this.database = database;
        this.scopes = scopes;
        this.now = Time.micros(now);
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
                } else if (update(
                        settlement.claim(), scope, success.resultJson().get())) {
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
                if (update(run) == run.size()) {
                    run.forEach(one -> standings[one.place()] = Standing.RECORDED);
                }
                from = to;
            }
        }
    }

    private int update(List<Plain> run) throws SQLException {
        Plain first = run.get(0);
        long last = run.get(run.size() - 1).fence();
        int width = first.key().length;
        Packed keys = new Packed(Math.toIntExact(last - first.fence() + 1) * width);
        for (Plain one : run) {
            keys.at(Math.toIntExact(one.fence() - first.fence()) * width).add(one.key());
        }
        PreparedStatement update = database.prepare(UPDATE_RUN);
        update.setBytes(1, keys.bytes());
        update.setLong(2, first.fence());
        update.setLong(3, last);
        update.setLong(4, first.scope());
        update.setInt(5, width);
        update.setLong(6, now);
        return update.executeUpdate();
    }

    private boolean update(FencedKey claim, long scope, String result) throws SQLException {
        PreparedStatement update = database.prepare(UPDATE_ONE);
        update.setLong(1, now);
        update.setString(2, result);
        update.setLong(3, claim.fence());
        update.setLong(4, scope);
        update.setString(5, claim.key().key());
        return update.executeUpdate() == 1;
    }
}
