package dev.warren.stores.postgres;

import dev.warren.idempotency.Registration;
import dev.warren.stores.postgres.Batch.Entry;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;

/** Jobs made known by one statement that is a transaction of its own. It leaves alone what is there. */
final class RegisterBatch {
    /** The row of RecordRules.register for a job without a record. */
    private static final String INSERT = "WITH clock AS MATERIALIZED (SELECT " + Time.NOW + " AS now, "
            + Fences.FIRST_OF_A_BLOCK + " AS first)"
            + " INSERT INTO job (seq, fence, payload_hash, enqueued, due, changed, started, scope, life, run, attempt, crashes,"
            + " lane, status, suspicion, key, id)"
            + " SELECT first + place - 1, first + place - 1, payload_hash, enqueued, due, now, now, scope, 0, 1, 1, 0, lane, 1, 0,"
            + " key, id FROM clock, unnest(?::integer[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],"
            + " ?::integer[]) WITH ORDINALITY AS told (scope, key, id, payload_hash, enqueued, due, lane, place)"
            + " ORDER BY place ON CONFLICT (scope, key) DO NOTHING";

    private RegisterBatch() {}

    static void insert(Session session, Lanes lanes, Batch<Registration> batch) throws SQLException {
        List<Entry<Registration>> entries = batch.entries();
        int[] laneNumbers = new int[entries.size()];
        String[] ids = new String[entries.size()];
        for (int i = 0; i < laneNumbers.length; i++) {
            Registration told = entries.get(i).asked();
            laneNumbers[i] = lanes.ensure(session, told.lane());
            ids[i] = Records.storedId(told.id(), told.key());
        }
        PreparedStatement insert = session.prepare(INSERT);
        insert.setObject(1, batch.scopes());
        insert.setObject(2, batch.keys());
        insert.setObject(3, ids);
        insert.setObject(4, longs(batch, Registration::payloadHash));
        insert.setObject(5, longs(batch, told -> Time.micros(told.enqueuedAt())));
        insert.setObject(6, longs(batch, told -> Time.micros(told.dueAt())));
        insert.setObject(7, laneNumbers);
        insert.executeUpdate();
    }

    private static long[] longs(Batch<Registration> batch, ToLongFunction<Registration> part) {
        return batch.entries().stream().map(Entry::asked).mapToLong(part).toArray();
    }
}
