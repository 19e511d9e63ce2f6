package dev.warren.stores.sqlite;

import dev.warren.idempotency.Registration;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Registers a batch, by one statement for all that are alike. Jobs that are known stay as they are, which is the whole rule. */
final class RegisterBatch {
    /**
     * The row of RecordRules.register. ?1 holds rows of width ?2: a key of ?3 bytes, an id of ?4 (none when it is the key), the fence, the payload's
     * hash, the times of enqueueing and of being due.
     */
    private static final String INSERT =
            "INSERT INTO job (seq, scope, key, id, payload_hash, status, life, run, attempt, fence, suspicion, crashes, enqueued,"
                    + " started, due, changed, lane)"
                    + " SELECT fence, ?5, CAST(substr(?1, at + 1, ?3) AS TEXT),"
                    + " nullif(CAST(substr(?1, at + 1 + ?3, ?4) AS TEXT), ''), CAST(substr(?1, at + ?2 - 59, 20) AS INTEGER),"
                    + " 1, 0, 1, 1, fence, 0, 0, CAST(substr(?1, at + ?2 - 39, 20) AS INTEGER), nullif(?7, due), due, ?7, ?6"
                    + " FROM (SELECT n * ?2 AS at, CAST(substr(?1, n * ?2 + ?2 - 79, 20) AS INTEGER) AS fence,"
                    + " CAST(substr(?1, n * ?2 + ?2 - 19, 20) AS INTEGER) AS due FROM slot WHERE n < ?8) WHERE true"
                    + " ON CONFLICT (scope, key) DO NOTHING";

    private static final int NUMBERS_WIDTH = 4 * Packed.NUMBER_WIDTH;

    private final Database database;
    private final Scopes scopes;
    private final Lanes lanes;
    private final Fences fences;
    private final Instant now;

    RegisterBatch(Database database, Scopes scopes, Lanes lanes, Fences fences, Instant now) {
        this.database = database;
        this.scopes = scopes;
        this.lanes = lanes;
        this.fences = fences;
        this.now = now;
    }

    /** What rows must have in common to be written by one statement. */
    private record Shape(long scope, long lane, int keyBytes, int idBytes) {
        int width() {
            return keyBytes + idBytes + NUMBERS_WIDTH;
        }
    }

    /** A job to be registered; its fence is its place in the batch, so that rows lie in the batch's order. */
    private record Entry(byte[] names, long fence, Registration registration) {}

    void write(List<Registration> batch) throws SQLException {
        for (Map.Entry<Shape, List<Entry>> alike : sorted(batch).entrySet()) {
            List<Entry> entries = alike.getValue();
            for (int from = 0; from < entries.size(); from += ClaimBatch.MOST_ROWS) {
                insert(alike.getKey(), entries.subList(from, Math.min(from + ClaimBatch.MOST_ROWS, entries.size())));
            }
        }
    }

    private Map<Shape, List<Entry>> sorted(List<Registration> batch) throws SQLException {
        long fence = fences.block(batch.size());
        Map<Shape, List<Entry>> sorted = new LinkedHashMap<>();
        for (Registration registration : batch) {
            Names names = Names.of(registration.key(), registration.id());
            Shape shape = new Shape(
                    scopes.ensure(registration.key()),
                    lanes.ensure(registration.lane()),
                    names.keyBytes(),
                    names.idBytes());
            sorted.computeIfAbsent(shape, s -> new ArrayList<>()).add(new Entry(names.bytes(), fence++, registration));
        }
        return sorted;
    }

    private void insert(Shape shape, List<Entry> entries) throws SQLException {
        Packed packed = new Packed(entries.size() * shape.width());
        for (Entry entry : entries) {
            packed.add(entry.names())
                    .add(entry.fence())
                    .add(entry.registration().payloadHash())
                    .add(Time.micros(entry.registration().enqueuedAt()))
                    .add(Time.micros(entry.registration().dueAt()));
        }
        PreparedStatement insert = database.prepare(INSERT);
        insert.setBytes(1, packed.bytes());
        insert.setInt(2, shape.width());
        insert.setInt(3, shape.keyBytes());
        insert.setInt(4, shape.idBytes());
        insert.setLong(5, shape.scope());
        insert.setLong(6, shape.lane());
        insert.setLong(7, Time.micros(now));
        insert.setInt(8, entries.size());
        insert.executeUpdate();
    }
}
