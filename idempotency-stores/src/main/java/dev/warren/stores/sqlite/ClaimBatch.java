package dev.warren.stores.sqlite;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.job.Coordinates;
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
 * The fast way of a claim: jobs never seen before, inserted by one statement for all that are alike; and where some were known, those that wait
 * for this very run, such as registered ones, changed by another. How many rows the two wrote says whether that was all; whoever is left
 * is for the rules, one by one.
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

    /**
     * What RecordRules.claim makes of a pending job that waits at the delivery's coordinates, is no suspect, has brought nobody down, and has
     * the same payload as far as both are known; and that is not due later than now, as the entry in {@link Watch} says so. The parameters are those of {@link #INSERT}. The {@code 0 * n} keeps SQLite from walking all of
     * a scope: there is nothing to look for in the index until there is an n.
     */
    static final String TAKE_PENDING =
            "UPDATE job INDEXED BY job_key SET status = 2, attempt = ?10, owner = ?5, fence = ?2 + n, due = ?6,"
                    + " changed = ?6, started = NULL, lane = ?13, progress = NULL,"
                    + " payload_hash = iif(payload_hash = 0, CAST(substr(?1, n * ?4 + ?4 - 39, 20) AS INTEGER), payload_hash)"
                    + " FROM slot WHERE n < ?7 AND scope = ?3 + 0 * n AND key = CAST(substr(?1, n * ?4 + 1, ?11) AS TEXT)"
                    + " AND status = 1 AND life = ?8 AND run = ?9 AND suspicion = 0 AND crashes = 0 AND due <= ?6"
                    + " AND (payload_hash = 0 OR CAST(substr(?1, n * ?4 + ?4 - 39, 20) AS INTEGER) IN (0, payload_hash))";

    /** Which of the rows in ?1 the two have written: no other row has a fence of this batch. */
    static final String GRANTED = "SELECT n FROM slot CROSS JOIN job INDEXED BY job_key WHERE n < ?5 AND scope = ?3"
            + " AND key = CAST(substr(?1, n * ?4 + 1, ?6) AS TEXT) AND fence = ?2 + n";

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
                grant(batch, entry.getKey(), alike.names.subList(from, to), alike.places.subList(from, to), answers);
            }
        }
        return answers;
    }

    private Map<Shape, Alike> sorted(List<ClaimRequest> batch) throws SQLException {
        Map<Shape, Alike> sorted = new HashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            ClaimRequest request = batch.get(i);
            if (!isExpired(request)
                    && request.fenceInHand() == 0
                    && request.uniqueness().isEmpty()) {
                Names names = Names.of(request.key(), request.id());
                Shape shape = new Shape(
                        scopes.ensure(request.key()),
                        lanes.ensure(request.lane()),
                        names.keyBytes(),
                        names.idBytes(),
                        request.coordinates(),
                        request.attempt());
                Alike alike = sorted.computeIfAbsent(shape, s -> new Alike());
                alike.names.add(names.bytes());
                alike.places.add(i);
            }
        }
        return sorted;
    }

    private boolean isExpired(ClaimRequest request) {
        return request.expiresAt().map(end -> !now.isBefore(end)).orElse(false);
    }

    private void grant(
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
        boolean[] isGranted = write(packed, shape, first, places.size());
        for (int n = 0; n < isGranted.length; n++) {
            if (isGranted[n]) {
                answers[places.get(n)] = new ClaimAnswer.Granted(first + n);
            }
        }
    }

    private boolean[] write(Packed packed, Shape shape, long first, int rows) throws SQLException {
        int written = write(INSERT, packed, shape, first, rows);
        if (written < rows) {
            written += write(TAKE_PENDING, packed, shape, first, rows);
        }
        boolean[] isGranted = new boolean[rows];
        if (written == rows) {
            Arrays.fill(isGranted, true);
        } else if (written > 0) {
            readGranted(packed, shape, first, isGranted);
        }
        return isGranted;
    }

    private int write(String sql, Packed packed, Shape shape, long first, int rows) throws SQLException {
        PreparedStatement statement = database.prepare(sql);
        statement.setBytes(1, packed.bytes());
        statement.setLong(2, first);
        statement.setLong(3, shape.scope());
        statement.setInt(4, shape.width());
        statement.setLong(5, owner);
        statement.setLong(6, Time.micros(now));
        statement.setInt(7, rows);
        statement.setInt(8, shape.coordinates().life());
        statement.setInt(9, shape.coordinates().run());
        statement.setInt(10, shape.attempt());
        statement.setInt(11, shape.keyBytes());
        statement.setInt(12, shape.idBytes());
        statement.setLong(13, shape.lane());
        return statement.executeUpdate();
    }

    private void readGranted(Packed packed, Shape shape, long first, boolean[] isGranted) throws SQLException {
        PreparedStatement select = database.prepare(GRANTED);
        select.setBytes(1, packed.bytes());
        select.setLong(2, first);
        select.setLong(3, shape.scope());
        select.setInt(4, shape.width());
        select.setInt(5, isGranted.length);
        select.setInt(6, shape.keyBytes());
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                isGranted[rows.getInt(1)] = true;
            }
        }
    }
}
