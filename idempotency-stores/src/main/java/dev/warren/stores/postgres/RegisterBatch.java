package dev.warren.stores.postgres;

import dev.warren.idempotency.Registration;
import java.sql.PreparedStatement;
import java.sql.SQLException;

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
        int[] laneNumbers = lanes.ensureAll(session, batch, Registration::lane);
        PreparedStatement insert = session.prepare(INSERT);
        insert.setObject(1, batch.scopes());
        insert.setObject(2, batch.keys());
        insert.setObject(3, batch.texts(told -> Records.storedId(told.id(), told.key())));
        insert.setObject(4, batch.longs(Registration::payloadHash));
        insert.setObject(5, batch.longs(told -> Time.micros(told.enqueuedAt())));
        insert.setObject(6, batch.longs(told -> Time.micros(told.dueAt())));
        insert.setObject(7, laneNumbers);
        insert.executeUpdate();
    }
}
