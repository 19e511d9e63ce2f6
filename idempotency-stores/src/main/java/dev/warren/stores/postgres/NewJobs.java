package dev.warren.stores.postgres;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Owner;
import dev.warren.job.Coordinates;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The fastest way of a claim: jobs that look as if nobody knew them are inserted in the hope that nobody does, all or none. When one of them is there
 * already, the work was in vain, and is left out for some batches. Not safe for use by several threads.
 */
final class NewJobs {
    /** The function of the schema's third version. */
    private static final String CLAIM = "SELECT claim_new_jobs(?, ?::integer[], ?::text[], ?::text[], ?::bigint[],"
            + " ?::bigint[], ?::integer[], ?)";

    private final Lanes lanes;
    private final Gamble gamble = new Gamble();

    NewJobs(Lanes lanes) {
        this.lanes = lanes;
    }

    /** Answers how many were granted. */
    int grant(Session session, Owner owner, Batch<ClaimRequest> batch, Answers<ClaimAnswer> answers)
            throws SQLException {
        if (!gamble.isWorthIt()) {
            return 0;
        }
        Batch<ClaimRequest> asked = batch.only(entry -> looksNew(entry.asked()));
        return asked.isEmpty() ? 0 : granted(session, owner, asked, answers);
    }

    private static boolean looksNew(ClaimRequest request) {
        return request.attempt() == 1
                && request.fenceInHand() == 0
                && request.coordinates().equals(Coordinates.FIRST);
    }

    private int granted(Session session, Owner owner, Batch<ClaimRequest> batch, Answers<ClaimAnswer> answers)
            throws SQLException {
        try (ResultSet rows = bound(session, owner, batch).executeQuery()) {
            rows.next();
            long first = rows.getLong(1);
            if (rows.wasNull()) {
                gamble.lost();
                return 0;
            }
            gamble.won();
            for (int i = 0; i < batch.size(); i++) {
                answers.put(batch.entries().get(i).place(), new ClaimAnswer.Granted(first + i));
            }
            return batch.size();
        }
    }

    private PreparedStatement bound(Session session, Owner owner, Batch<ClaimRequest> batch) throws SQLException {
        int[] laneNumbers = lanes.ensureAll(session, batch, ClaimRequest::lane);
        PreparedStatement statement = session.prepare(CLAIM);
        statement.setString(1, Text.stored(owner.value()));
        statement.setObject(2, batch.scopes());
        statement.setObject(3, batch.keys());
        statement.setObject(4, ids(batch));
        statement.setObject(5, batch.longs(ClaimRequest::payloadHash));
        statement.setObject(6, batch.longs(request -> Time.micros(request.enqueuedAt())));
        statement.setObject(7, laneNumbers);
        statement.setLong(8, earliestExpiry(batch));
        return statement;
    }

    private static String[] ids(Batch<ClaimRequest> batch) {
        String[] ids = batch.texts(request -> Records.storedId(request.id(), request.key()));
        for (String id : ids) {
            if (id != null) {
                return ids;
            }
        }
        return new String[0];
    }

    private static long earliestExpiry(Batch<ClaimRequest> batch) {
        long earliest = Long.MAX_VALUE;
        for (Batch.Entry<ClaimRequest> entry : batch.entries()) {
            if (entry.asked().expiresAt().isPresent()) {
                earliest =
                        Math.min(earliest, Time.micros(entry.asked().expiresAt().get()));
            }
        }
        return earliest;
    }
}
