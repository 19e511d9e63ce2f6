package dev.warren.stores.sqlite;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.job.Coordinates;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fast way of a claim: jobs never seen before, inserted by one statement for all that are alike. How many rows it changed says whether all
 * were new; whoever was not is left to the rules, one by one.
 */
final class ClaimBatch {
    /** As many as the table {@code slot} has rows. */
    static final int MOST_ROWS = 1_024;

    /**
     * The row of RecordRules.claim for a job without a record. ?1 holds rows of width ?4: a key of ?11 bytes, an id of ?12 (none when it is the
     * key), the payload's hash and the time of enqueueing.
     */
    private static final String INSERT =
            "INSERT INTO job (seq, scope, key, id, payload_hash, status, life, run, attempt, owner, fence, suspicion, crashes,"
                    + " enqueued, due, changed, lane)"
                    + " SELECT ?2 + n, ?3, CAST(substr(?1, n * ?4 + 1, ?11) AS TEXT),"
                    + " nullif(CAST(substr(?1, n * ?4 + 1 + ?11, ?12) AS TEXT), ''),"
                    + " CAST(substr(?1, n * ?4 + ?4 - 39, 20) AS INTEGER), 2, ?8, ?9, ?10, ?5, ?2 + n, 0, 0,"
                    + " CAST(substr(?1, n * ?4 + ?4 - 19, 20) AS INTEGER), ?6, ?6, ?13 FROM slot WHERE n < ?7"
                    + " ON CONFLICT (scope, key) DO NOTHING";

    private static final int NUMBERS_WIDTH = 2 * Packed.NUMBER_WIDTH;

    private final Database database;
    private final Scopes scopes;
    private final Lanes lanes;
    private final Fences fences;
    private final long owner;
    private final Instant now;

    ClaimBatch(Database database, Scopes scopes, Lanes lanes, Fences fences, long owner, Instant now) {
        this.database = database;
        this.scopes = scopes;
        this.lanes = lanes;
        this.fences = fences;
        this.owner = owner;
        this.now = now;
    }

    /** What rows must have in common to be written by one statement. */
    private record Shape(long scope, long lane, int keyBytes, int idBytes, Coordinates coordinates, int attempt) {
        int width() {
            return keyBytes + idBytes + NUMBERS_WIDTH;
        }
    }

    /** Rows of one shape, and where in the batch they come from. */
    private static final class Alike {
        final List<byte[]> names = new ArrayList<>(); // the key, then the id
        final List<Integer> places = new ArrayList<>();
    }

    /** Answers what was granted in this way, by place in the batch; the others are null. */
    @Nullable
    ClaimAnswer[] grant(List<ClaimRequest> batch) throws SQLException {
        @Nullable ClaimAnswer[] answers = new ClaimAnswer[batch.size()];
        for (Map.Entry<Shape, Alike> entry : sorted(batch).entrySet()) {
            Alike alike = entry.getValue();
            for (int from = 0; from < alike.places.size(); from += MOST_ROWS) {
                int to = Math.min(from + MOST_ROWS, alike.places.size());
                insert(batch, entry.getKey(), alike.names.subList(from, to), alike.places.subList(from, to), answers);
            }
        }
        return answers;
    }

    private Map<Shape, Alike> sorted(List<ClaimRequest> batch) throws SQLException {
        Map<Shape, Alike> sorted = new HashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            ClaimRequest request = batch.get(i);
            if (!isExpired(request)) {
                String id = request.id().value();
                byte[] key = request.key().key().getBytes(StandardCharsets.UTF_8);
                byte[] names = id.equals(request.key().key())
                        ? key
                        : (request.key().key() + id).getBytes(StandardCharsets.UTF_8);
                Shape shape = new Shape(
                        scopes.ensure(request.key()),
                        lanes.ensure(request.lane()),
                        key.length,
                        names.length - key.length,
                        request.coordinates(),
                        request.attempt());
                Alike alike = sorted.computeIfAbsent(shape, s -> new Alike());
                alike.names.add(names);
                alike.places.add(i);
            }
        }
        return sorted;
    }

    private boolean isExpired(ClaimRequest request) {
        return request.expiresAt().map(end -> !now.isBefore(end)).orElse(false);
    }

    private void insert(
            List<ClaimRequest> batch,
            Shape shape,
            List<byte[]> names,
            List<Integer> places,
            @Nullable ClaimAnswer[] answers)
            throws SQLException {
        Packed packed = new Packed(places.size() * shape.width());
        for (int n = 0; n < places.size(); n++) {
            ClaimRequest request = batch.get(places.get(n));
            packed.add(names.get(n)).add(request.payloadHash()).add(Time.micros(request.enqueuedAt()));
        }
        long first = fences.block(places.size());
        int inserted = insert(packed, shape, first, places.size());
        boolean[] isNew = new boolean[places.size()];
        if (inserted == places.size()) {
            Arrays.fill(isNew, true);
        } else if (inserted > 0) {
            readNew(first, isNew);
        }
        for (int n = 0; n < isNew.length; n++) {
            if (isNew[n]) {
                answers[places.get(n)] = new ClaimAnswer.Granted(first + n);
            }
        }
    }

    private int insert(Packed packed, Shape shape, long first, int rows) throws SQLException {
        PreparedStatement insert = database.prepare(INSERT);
        insert.setBytes(1, packed.bytes());
        insert.setLong(2, first);
        insert.setLong(3, shape.scope());
        insert.setInt(4, shape.width());
        insert.setLong(5, owner);
        insert.setLong(6, Time.micros(now));
        insert.setInt(7, rows);
        insert.setInt(8, shape.coordinates().life());
        insert.setInt(9, shape.coordinates().run());
        insert.setInt(10, shape.attempt());
        insert.setInt(11, shape.keyBytes());
        insert.setInt(12, shape.idBytes());
        insert.setLong(13, shape.lane());
        return insert.executeUpdate();
    }

    private void readNew(long first, boolean[] isNew) throws SQLException {
        PreparedStatement select = database.prepare("SELECT seq FROM job WHERE seq BETWEEN ? AND ?");
        select.setLong(1, first);
        select.setLong(2, first + isNew.length - 1);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                isNew[Math.toIntExact(rows.getLong(1) - first)] = true;
            }
        }
    }
}
