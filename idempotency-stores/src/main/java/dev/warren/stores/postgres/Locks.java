package dev.warren.stores.postgres;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobLock;
import dev.warren.idempotency.LockRules;
import dev.warren.idempotency.LockRules.Found;
import dev.warren.idempotency.LockRules.Life;
import dev.warren.idempotency.LockRules.LockStep;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.RecordRules;
import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.Reservation;
import dev.warren.idempotency.ReserveAnswer;
import dev.warren.job.JobId;
import dev.warren.stores.postgres.ByRules.Locked;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Jobs with a unique key, each in a transaction of its own: first the lock's row is locked, then the rows of the job and of the one that has the
 * lock. Nobody locks a lock's row who has locked a job's, so no two wait for each other in a circle.
 */
final class Locks {
    /** A row without a holder, to be locked. */
    private static final String MAKE = "INSERT INTO job_lock (scope, name) VALUES (?, ?) ON CONFLICT DO NOTHING";

    private static final String LOCK =
            "SELECT holder, holder_id, fence, span, reserved, ends FROM job_lock WHERE scope = ? AND name = ? FOR UPDATE";

    private static final String WRITE =
            "UPDATE job_lock SET holder = ?, holder_id = ?, fence = ?, span = ?, reserved = ?,"
                    + " ends = ? WHERE scope = ? AND name = ?";

    /** Those whose times are over and whose holder has come to its end: free whatever their span. */
    private static final String IS_FREE = " ends < " + Time.NOW + " AND reserved < " + Time.NOW
            + " AND NOT EXISTS (SELECT FROM job WHERE job.scope = job_lock.scope AND job.key = job_lock.holder"
            + " AND job.status < 10)";

    private static final String LOCK_FREE =
            "SELECT scope, name FROM job_lock WHERE" + IS_FREE + " ORDER BY ends LIMIT ? FOR UPDATE SKIP LOCKED";

    /** Looked at again: one that was taken since the statement before began is free by what that saw of jobs, and is not. */
    private static final String FORGET =
            "DELETE FROM job_lock USING unnest(?::integer[], ?::text[]) AS free (scope, name)"
                    + " WHERE job_lock.scope = free.scope AND job_lock.name = free.name AND" + IS_FREE;

    private final Session session;
    private final Names names;
    private final int scope;
    private final JobKey name;

    private Locks(Session session, Names names, int scope, JobKey name) {
        this.session = session;
        this.names = names;
        this.scope = scope;
        this.name = name;
    }

    /** One claim. */
    static ClaimAnswer claim(Session session, Names names, Owner asking, int scope, ClaimRequest request)
            throws SQLException {
        JobKey name = LockRules.name(request.key(), request.uniqueness().orElseThrow());
        return new Locks(session, names, scope, name).claim(asking, request);
    }

    private ClaimAnswer claim(Owner asking, ClaimRequest request) throws SQLException {
        JobLock lock = lock();
        ByRules<JobKey> rows = rows(lock, request.key());
        Locked<JobKey> own = of(rows, request.key());
        Set<Long> owners = rows.all().stream().map(Locked::owner).collect(Collectors.toSet());
        Leases.Look look = names.leases().look(session, asking, owners);
        Fences fences = Fences.draw(session);
        Asking by = new Asking(asking, look.holder(own.owner()), look.heldUntil(own.owner()), look.now(), fences);
        Locked<JobKey> holder = lock == null ? own : of(rows, lock.holder());
        Life life = look.holder(holder.owner()) == Holder.NOBODY ? Life.LAPSED : Life.LIVE;
        LockStep<ClaimAnswer> step = LockRules.claim(
                RecordRules.claim(own.record(), request, by),
                own.record(),
                request,
                lock == null ? Found.NOTHING : new Found(lock, holder.record(), life),
                by);
        rows.write(holder, step.replaced(), holder.owner());
        rows.write(own, step.written(), look.mine());
        rows.flush();
        write(step.lock());
        return step.answer();
    }

    /** One reservation. */
    static ReserveAnswer reserve(Session session, Names names, int scope, Reservation reservation) throws SQLException {
        JobKey name = LockRules.name(reservation.key(), reservation.uniqueness());
        return new Locks(session, names, scope, name).reserve(reservation);
    }

    private ReserveAnswer reserve(Reservation reservation) throws SQLException {
        JobLock lock = lock();
        ByRules<JobKey> rows = rows(lock, reservation.key());
        Locked<JobKey> holder = of(rows, lock == null ? reservation.key() : lock.holder());
        Instant now = Time.instant(session.now());
        Found found = lock == null ? Found.NOTHING : new Found(lock, holder.record(), life(holder.owner(), now));
        LockStep<ReserveAnswer> step = LockRules.reserve(reservation, found, now, Fences.draw(session));
        rows.write(holder, step.replaced(), holder.owner());
        rows.flush();
        write(step.lock());
        return step.answer();
    }

    private Life life(long owner, Instant now) throws SQLException {
        return owner != Leases.NOBODY && names.leases().isRunning(session, owner, now) ? Life.LIVE : Life.LAPSED;
    }

    /** Locks the row of the job and that of the one that has the lock, in the order in which everyone locks rows. */
    private ByRules<JobKey> rows(@Nullable JobLock lock, JobKey job) throws SQLException {
        List<JobKey> keys = new ArrayList<>(List.of(job));
        if (lock != null && !lock.holder().equals(job)) {
            keys.add(lock.holder());
        }
        return ByRules.lock(
                session,
                names,
                Batch.of(keys, Function.identity(), key -> scope).get(0),
                Function.identity());
    }

    private static Locked<JobKey> of(ByRules<JobKey> rows, JobKey key) {
        return rows.all().stream()
                .filter(row -> row.entry().asked().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** Locks the lock's row, which comes to be when there is none. */
    private @Nullable JobLock lock() throws SQLException {
        PreparedStatement make = session.prepare(MAKE);
        make.setInt(1, scope);
        make.setString(2, Text.stored(name.key()));
        make.executeUpdate();
        PreparedStatement select = session.prepare(LOCK);
        select.setInt(1, scope);
        select.setString(2, Text.stored(name.key()));
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw Failures.lostRace(); // somebody has just forgotten it
            }
            String holder = row.getString(1);
            return holder == null ? null : read(row, Text.read(holder));
        }
    }

    private JobLock read(ResultSet row, String holder) throws SQLException {
        return new JobLock(
                name,
                new JobKey(name.namespace(), name.tenant(), name.type(), holder),
                new JobId(Text.read(row.getString(2))),
                row.getLong(3),
                Codes.span(row.getInt(4)),
                Time.instant(row.getLong(5)),
                Time.instant(row.getLong(6)));
    }

    private void write(@Nullable JobLock lock) throws SQLException {
        if (lock == null) {
            return;
        }
        PreparedStatement write = session.prepare(WRITE);
        write.setString(1, Text.stored(lock.holder().key()));
        write.setString(2, Text.stored(lock.holderId().value()));
        write.setLong(3, lock.fence());
        write.setObject(4, Codes.of(lock.span()), Types.SMALLINT);
        write.setLong(5, Time.micros(lock.reservedUntil()));
        write.setLong(6, Time.micros(lock.ends()));
        write.setInt(7, scope);
        write.setString(8, Text.stored(name.key()));
        write.executeUpdate();
    }

    /** Forgets free locks, {@code most} at most. Inside a transaction. */
    static int forget(Session session, int most) throws SQLException {
        PreparedStatement select = session.prepare(LOCK_FREE);
        select.setInt(1, most);
        List<Integer> scopes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (ResultSet free = select.executeQuery()) {
            while (free.next()) {
                scopes.add(free.getInt(1));
                names.add(free.getString(2));
            }
        }
        return names.isEmpty() ? 0 : forget(session, scopes, names);
    }

    private static int forget(Session session, List<Integer> scopes, List<String> names) throws SQLException {
        PreparedStatement delete = session.prepare(FORGET);
        delete.setObject(1, scopes.stream().mapToInt(Integer::intValue).toArray());
        delete.setObject(2, names.toArray(String[]::new));
        return delete.executeUpdate();
    }
}
