package dev.warren.stores.postgres;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Owner;
import dev.warren.stores.postgres.Batch.Entry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * The fast way of a claim: jobs never seen before, inserted by one statement that is a transaction of its own. Only what it says it has
 * inserted is granted; whatever else there was is left to the rules.
 */
final class ClaimBatch {
    /**
     * The row of RecordRules.claim for a job without a record. A fence tells by its last bits which entry it was given to. Where another
     * transaction is just inserting the same key, this one waits for its end.
     */
    private static final String INSERT = "WITH clock AS MATERIALIZED (SELECT " + Time.NOW + " AS now),"
            + " me AS MATERIALIZED (SELECT lease.id, clock.now FROM lease, clock WHERE owner = ? AND ends > clock.now),"
            + " block AS MATERIALIZED (SELECT " + Fences.FIRST_OF_A_BLOCK + " AS first FROM me)"
            + " INSERT INTO job (seq, fence, payload_hash, enqueued, due, changed, owner, scope, life, run, attempt, crashes,"
            + " lane, status, suspicion, key, id)"
            + " SELECT first + place - 1, first + place - 1, payload_hash, enqueued, me.now, me.now, me.id, scope, life, run,"
            + " attempt, 0, lane, 2, 0, key, asked.id FROM me, block,"
            + " unnest(?::integer[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::integer[], ?::integer[],"
            + " ?::integer[], ?::integer[]) WITH ORDINALITY"
            + " AS asked (scope, key, id, payload_hash, enqueued, expires, life, run, attempt, lane, place)"
            + " WHERE expires > me.now ORDER BY place ON CONFLICT (scope, key) DO NOTHING RETURNING seq";

    private ClaimBatch() {}

    /** Answers what was granted in this way. */
    static void grant(
            Session session, Lanes lanes, Owner owner, Batch<ClaimRequest> batch, Answers<ClaimAnswer> answers)
            throws SQLException {
        int[] laneNumbers = new int[batch.entries().size()];
        for (int i = 0; i < laneNumbers.length; i++) {
            laneNumbers[i] =
                    lanes.ensure(session, batch.entries().get(i).asked().lane());
        }
        PreparedStatement insert = session.prepare(INSERT);
        insert.setString(1, Text.stored(owner.value()));
        insert.setObject(2, batch.scopes());
        insert.setObject(3, batch.keys());
        insert.setObject(4, ids(batch));
        insert.setObject(5, longs(batch, ClaimRequest::payloadHash));
        insert.setObject(6, longs(batch, request -> Time.micros(request.enqueuedAt())));
        insert.setObject(
                7, longs(batch, request -> request.expiresAt().map(Time::micros).orElse(Long.MAX_VALUE)));
        insert.setObject(8, ints(batch, request -> request.coordinates().life()));
        insert.setObject(9, ints(batch, request -> request.coordinates().run()));
        insert.setObject(10, ints(batch, ClaimRequest::attempt));
        insert.setObject(11, laneNumbers);
        List<Entry<ClaimRequest>> entries = batch.entries();
        try (ResultSet rows = insert.executeQuery()) {
            while (rows.next()) {
                long fence = rows.getLong(1);
                int at = Math.floorMod(fence, Fences.IN_A_BLOCK);
                answers.put(entries.get(at).place(), new ClaimAnswer.Granted(fence));
            }
        }
    }

    /** None where the id is the key. */
    private static String[] ids(Batch<ClaimRequest> batch) {
        return batch.entries().stream()
                .map(entry -> Records.storedId(entry.asked().id(), entry.asked().key()))
                .toArray(String[]::new);
    }

    private static long[] longs(Batch<ClaimRequest> batch, ToLongFunction<ClaimRequest> part) {
        return batch.entries().stream().map(Entry::asked).mapToLong(part).toArray();
    }

    private static int[] ints(Batch<ClaimRequest> batch, ToIntFunction<ClaimRequest> part) {
        return batch.entries().stream().map(Entry::asked).mapToInt(part).toArray();
    }
}
