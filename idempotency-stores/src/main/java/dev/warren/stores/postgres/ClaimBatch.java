package dev.warren.stores.postgres;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Owner;
import dev.warren.stores.postgres.Batch.Entry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The fast ways of a claim, of one statement each, which is a transaction of its own: jobs never seen before are inserted; those that wait for
 * just this run, because they were registered or handed back, are updated. Only what a statement says it has written is granted; whatever else
 * there was is left to the rules. Not safe for use by several threads.
 */
final class ClaimBatch {
    /** A fence tells by its last bits which entry it was given to. */
    private static final String ASKING = "WITH clock AS MATERIALIZED (SELECT " + Time.NOW + " AS now),"
            + " me AS MATERIALIZED (SELECT lease.id, clock.now FROM lease, clock WHERE owner = ? AND ends > clock.now),"
            + " block AS MATERIALIZED (SELECT " + Fences.FIRST_OF_A_BLOCK + " AS first FROM me)";

    private static final String FROM_ASKED = " FROM me, block,"
            + " unnest(?::integer[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::integer[], ?::integer[],"
            + " ?::integer[], ?::integer[]) WITH ORDINALITY"
            + " AS asked (scope, key, id, payload_hash, enqueued, expires, life, run, attempt, lane, place)"
            + " WHERE expires > me.now";

    /**
     * The row of RecordRules.claim for a job without a record. Where another transaction is just inserting the same key, this one waits for its
     * end.
     */
    private static final String INSERT = ASKING
            + " INSERT INTO job (seq, fence, payload_hash, enqueued, due, changed, owner, scope, life, run, attempt, crashes,"
            + " lane, status, suspicion, key, id)"
            + " SELECT first + place - 1, first + place - 1, payload_hash, enqueued, me.now, me.now, me.id, scope, life, run,"
            + " attempt, 0, lane, 2, 0, key, asked.id" + FROM_ASKED
            + " ORDER BY place ON CONFLICT (scope, key) DO NOTHING RETURNING fence";

    /**
     * The row of RecordRules.claim for a pending job at the coordinates of its delivery that nobody suspects. Where another transaction has
     * just changed the job, this one waits for its end, and the conditions are looked at again, in what that one has left; it may have drawn its
     * fence later than this one, which is then too low, so that is looked at too. One that comes before it is due has to be noted anew, and is left
     * to the rules.
     */
    private static final String UPDATE = ASKING
            + " UPDATE job SET status = 2, fence = first + place - 1, owner = me.id, due = me.now, started = NULL,"
            + " changed = me.now, attempt = asked.attempt, lane = asked.lane, payload_hash ="
            + " CASE job.payload_hash WHEN 0 THEN asked.payload_hash ELSE job.payload_hash END,"
            + " progress_done = NULL, progress_total = NULL, progress_note = NULL" + FROM_ASKED
            + " AND job.scope = asked.scope AND job.key = asked.key AND job.status = 1 AND job.suspicion = 0"
            + " AND job.crashes = 0 AND job.life = asked.life AND job.run = asked.run AND job.fence < first AND job.due <= me.now"
            + " AND (job.payload_hash = asked.payload_hash OR job.payload_hash = 0 OR asked.payload_hash = 0)"
            + " RETURNING job.fence";

    private final Lanes lanes;
    private final NewJobs newJobs;

    /** As most jobs were the last time; what comes next is likely to be the same. */
    private boolean registeredFirst;

    ClaimBatch(Lanes lanes) {
        this.lanes = lanes;
        newJobs = new NewJobs(lanes);
    }

    /** Answers what was granted in these ways. */
    void grant(Session session, Owner owner, Batch<ClaimRequest> batch, Answers<ClaimAnswer> answers)
            throws SQLException {
        if (registeredFirst) {
            int registered = grantRegistered(session, owner, batch, answers);
            registeredFirst = registered >= grantFresh(session, owner, batch, answers);
        } else {
            int fresh = newJobs.grant(session, owner, batch, answers) + grantFresh(session, owner, batch, answers);
            registeredFirst = fresh < grantRegistered(session, owner, batch, answers);
        }
    }

    private int grantFresh(Session session, Owner owner, Batch<ClaimRequest> batch, Answers<ClaimAnswer> answers)
            throws SQLException {
        return write(INSERT, session, owner, batch.only(entry -> answers.isMissing(entry.place())), answers);
    }

    /** Without those that this process has in hand: they are held. */
    private int grantRegistered(Session session, Owner owner, Batch<ClaimRequest> batch, Answers<ClaimAnswer> answers)
            throws SQLException {
        Batch<ClaimRequest> left = batch.only(
                entry -> answers.isMissing(entry.place()) && entry.asked().fenceInHand() == 0);
        return write(UPDATE, session, owner, left, answers);
    }

    /** Answers how many were granted. */
    private int write(String sql, Session session, Owner owner, Batch<ClaimRequest> batch, Answers<ClaimAnswer> answers)
            throws SQLException {
        if (batch.isEmpty()) {
            return 0;
        }
        PreparedStatement statement = bound(sql, session, owner, batch);
        List<Entry<ClaimRequest>> entries = batch.entries();
        int granted = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                long fence = rows.getLong(1);
                int at = Math.floorMod(fence, Fences.IN_A_BLOCK);
                answers.put(entries.get(at).place(), new ClaimAnswer.Granted(fence));
                granted++;
            }
        }
        return granted;
    }

    private PreparedStatement bound(String sql, Session session, Owner owner, Batch<ClaimRequest> batch)
            throws SQLException {
        int[] laneNumbers = lanes.ensureAll(session, batch, ClaimRequest::lane);
        PreparedStatement statement = session.prepare(sql);
        statement.setString(1, Text.stored(owner.value()));
        statement.setObject(2, batch.scopes());
        statement.setObject(3, batch.keys());
        statement.setObject(4, batch.texts(request -> Records.storedId(request.id(), request.key())));
        statement.setObject(5, batch.longs(ClaimRequest::payloadHash));
        statement.setObject(6, batch.longs(request -> Time.micros(request.enqueuedAt())));
        statement.setObject(
                7, batch.longs(request -> request.expiresAt().map(Time::micros).orElse(Long.MAX_VALUE)));
        statement.setObject(8, batch.ints(request -> request.coordinates().life()));
        statement.setObject(9, batch.ints(request -> request.coordinates().run()));
        statement.setObject(10, batch.ints(ClaimRequest::attempt));
        statement.setObject(11, laneNumbers);
        return statement;
    }
}
