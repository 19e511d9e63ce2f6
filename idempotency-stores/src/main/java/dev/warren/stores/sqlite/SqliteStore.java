package dev.warren.stores.sqlite;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.Completion;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.LockRules;
import dev.warren.idempotency.LockRules.LockStep;
import dev.warren.idempotency.LockingStore;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.RecordRules;
import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Reservation;
import dev.warren.idempotency.ReserveAnswer;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.TransactionalStore;
import dev.warren.stores.sqlite.Records.Row;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The store in one SQLite file, for the workers of one machine: several processes may share the file, never over a network share. What a
 * call has answered is on the disk and outlives any crash (each batch is one transaction, committed with fsync). Times are this machine's
 * clock, kept to the microsecond: should it be set back, leases and retention last longer by as much.
 *
 * <p>Beside the file lie {@code -wal} and {@code -shm}, which belong to it; the log grows to some 16 MB, more only while a foreign program keeps
 * a transaction open. Safe for use by several threads; they write one after the other. Should the disk be full or fail, calls end in
 * {@link dev.warren.idempotency.StoreException} with nothing done, and succeed again when it is well.
 */
public final class SqliteStore implements TransactionalStore, LockingStore {
    /** The version of the schema that files are kept in. One of a newer Warren is refused, one of an older brought up to date. */
    public static final int SCHEMA_VERSION = Schema.VERSION;

    private static final int LOCKS_FORGOTTEN_AT_ONCE = 500;

    private final String id;
    private final Clock clock;
    private final Writer writer;
    private final Reader reader;
    private final Sweep sweep;

    SqliteStore(String id, Clock clock, Retention retention, Writer writer, Reader reader) {
        this.id = id;
        this.clock = clock;
        this.writer = writer;
        this.reader = reader;
        this.sweep = new Sweep(reader, writer, retention, this::now);
    }

    /**
     * Opens the store in a file, which comes to be when it does not exist; its directory must. With {@link Retention#STANDARD} and the defaults
     * of {@link Builder}.
     *
     * @throws dev.warren.idempotency.StoreException when the file is damaged, another program's, of a newer Warren, or cannot be written
     */
    public static SqliteStore open(Path file) {
        return builder(file).open();
    }

    /** A store to be set up. */
    public static Builder builder(Path file) {
        return new Builder(file);
    }

    @Override
    public String id() {
        return id;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // as the file gives it back
    }

    @Override
    public void register(List<Registration> batch) {
        writer.transact(in -> {
            Fences fences = Fences.open(in.database());
            new RegisterBatch(in.database(), in.scopes(), in.lanes(), fences, now()).write(batch);
            fences.write();
            return batch;
        });
    }

    @Override
    public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        return writer.transact(in -> {
            Instant now = now();
            long ownerId = in.leases().live(owner, now);
            Fences fences = Fences.open(in.database());
            @Nullable
            ClaimAnswer[] answers =
                    new ClaimBatch(in.database(), in.scopes(), in.lanes(), fences, ownerId, now).grant(batch);
            for (int i = 0; i < answers.length; i++) {
                if (answers[i] == null) {
                    answers[i] = claim(in, owner, batch.get(i), fences, now);
                }
            }
            fences.write();
            return listOf(answers);
        });
    }

    private static ClaimAnswer claim(Writer in, Owner owner, ClaimRequest request, Fences fences, Instant now)
            throws SQLException {
        Row row = in.records().find(request.key());
        Holder holder = row == null ? Holder.NOBODY : holder(row, owner, now);
        Instant heldUntil = holder == Holder.NOBODY || row == null ? now : row.leaseEnd();
        Asking by = new Asking(owner, holder, heldUntil, now, fences);
        Step<ClaimAnswer> step = RecordRules.claim(recordOf(row), request, by);
        return request.uniqueness().isEmpty()
                ? written(in, row, fences, step)
                : locking(in, row, fences, step, request, by);
    }

    private static ClaimAnswer locking(
            Writer in, @Nullable Row row, LongSupplier places, Step<ClaimAnswer> step, ClaimRequest request, Asking by)
            throws SQLException {
        JobKey name = LockRules.name(request.key(), request.uniqueness().orElseThrow());
        Locks.Standing lock = in.locks().find(name, by.now());
        return written(in, row, lock, places, LockRules.claim(step, recordOf(row), request, lock.found(), by));
    }

    private static <A> A written(
            Writer in, @Nullable Row row, Locks.Standing lock, LongSupplier places, LockStep<A> step)
            throws SQLException {
        if (step.replaced() != null) {
            write(in, lock.holder(), places, step.replaced());
        }
        if (step.written() != null) {
            write(in, row, places, step.written());
        }
        if (step.lock() != null) {
            in.locks().write(step.lock());
        }
        return step.answer();
    }

    @Override
    public List<ReserveAnswer> reserve(List<Reservation> batch) {
        return writer.transact(in -> {
            Instant now = now();
            Fences fences = Fences.open(in.database());
            List<ReserveAnswer> answers = new ArrayList<>(batch.size());
            for (Reservation reservation : batch) {
                JobKey name = LockRules.name(reservation.key(), reservation.uniqueness());
                Locks.Standing lock = in.locks().find(name, now);
                answers.add(written(in, null, lock, fences, LockRules.reserve(reservation, lock.found(), now, fences)));
            }
            fences.write();
            return answers;
        });
    }

    private static Holder holder(Row row, Owner asking, Instant now) {
        Optional<Owner> owner = row.record().owner();
        if (owner.isEmpty() || !row.leaseEnd().isAfter(now)) {
            return Holder.NOBODY;
        }
        return owner.get().equals(asking) ? Holder.SELF : Holder.OTHER;
    }

    private static <A> A written(Writer in, @Nullable Row row, LongSupplier places, Step<A> step) throws SQLException {
        if (step.written() != null) {
            write(in, row, places, step.written());
        }
        return step.answer();
    }

    private static void write(Writer in, @Nullable Row row, LongSupplier places, JobRecord record) throws SQLException {
        if (row == null) {
            // A fence is where a row lies; a record that was given none (there is no such rule today) takes one.
            in.records().insert(record.fence() == 0 ? places.getAsLong() : record.fence(), record);
        } else {
            in.records().update(row, record);
        }
    }

    private static @Nullable JobRecord recordOf(@Nullable Row row) {
        return row == null ? null : row.record();
    }

    /** For rules that write only what they have read. */
    private static long noPlace() {
        throw new IllegalStateException("a rule made a record of a job that has none");
    }

    private static <A> List<A> listOf(@Nullable A[] answers) {
        List<A> list = new ArrayList<>(answers.length);
        for (A answer : answers) {
            if (answer == null) {
                throw new IllegalStateException("an entry of a batch was not answered: " + Arrays.toString(answers));
            }
            list.add(answer);
        }
        return list;
    }

    @Override
    public List<Standing> start(List<FencedKey> batch) {
        return writer.transact(in -> {
            List<Standing> standings = new ArrayList<>(batch.size());
            for (FencedKey claim : batch) {
                Row row = in.records().find(claim.key());
                standings.add(written(in, row, SqliteStore::noPlace, RecordRules.start(recordOf(row), claim)));
            }
            return standings;
        });
    }

    @Override
    public List<Standing> decide(List<Settlement> batch) {
        return writer.transact(in -> {
            Instant now = now();
            Optional<Instant> end = Optional.of(now);
            @Nullable Standing[] standings = new DecideBatch(in.database(), in.scopes(), now).record(batch);
            for (int i = 0; i < standings.length; i++) {
                if (standings[i] == null) {
                    Settlement settlement = batch.get(i);
                    Row row = in.records().find(settlement.claim().key());
                    standings[i] =
                            written(in, row, SqliteStore::noPlace, RecordRules.decide(recordOf(row), settlement, end));
                }
            }
            return listOf(standings);
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Here the work writes tables of its own in the store's file, over the one connection of this process that writes: while it runs, no job
     * is claimed or settled by any worker of the file, so it should take milliseconds. Calls to other systems, and what takes longer than a
     * lease, belong before it. Other files can't be attached.
     */
    @Override
    public Completion complete(FencedKey claim, Work work) {
        return writer.complete(claim, work, this::now);
    }

    @Override
    public void report(List<ProgressReport> batch) {
        writeEach(batch, report -> report.claim().key(), (record, report, now) -> RecordRules.report(record, report));
    }

    @Override
    public void mark(List<FencedKey> batch) {
        writeEach(batch, FencedKey::key, RecordRules::mark);
    }

    @Override
    public void release(List<FencedKey> batch) {
        writeEach(batch, FencedKey::key, RecordRules::release);
    }

    private interface Rule<T> {
        Optional<JobRecord> written(@Nullable JobRecord record, T entry, Instant now);
    }

    private <T> void writeEach(List<T> batch, Function<T, JobKey> key, Rule<T> rule) {
        writer.transact(in -> {
            Instant now = now();
            int written = 0;
            for (T entry : batch) {
                Row row = in.records().find(key.apply(entry));
                Optional<JobRecord> record = rule.written(recordOf(row), entry, now);
                if (record.isPresent()) {
                    write(in, row, SqliteStore::noPlace, record.get());
                    written++;
                }
            }
            return written;
        });
    }

    @Override
    public Lease heartbeat(Owner owner, Duration lease) {
        Lease.check(lease);
        return writer.transact(in -> {
            Instant now = now();
            return in.leases().renew(owner, now, now.plus(lease));
        });
    }

    @Override
    public CancelAnswer cancel(JobKey key) {
        return writer.transact(in -> {
            Fences fences = Fences.open(in.database());
            Row row = in.records().find(key);
            CancelAnswer answer = written(in, row, fences, RecordRules.cancel(recordOf(row), key, now(), fences));
            fences.write();
            return answer;
        });
    }

    @Override
    public Optional<JobRecord> find(JobKey key) {
        return reader.find(key);
    }

    @Override
    public JobPage search(JobQuery query) {
        return reader.search(query);
    }

    @Override
    public List<JobRecord> overdue(Duration by, int most) {
        return sweep.overdue(by, most);
    }

    @Override
    public int expire(int most) {
        boolean hasOldLeases = writer.transact(in -> {
            in.locks().forget(now(), LOCKS_FORGOTTEN_AT_ONCE);
            return in.leases().hasOld(now());
        });
        if (hasOldLeases) {
            sweep.lookFirst();
            writer.transact(in -> in.leases().forgetOld(now()));
        }
        return sweep.forget(most);
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
    }

    /** How a store is opened. Every setting has a default. */
    public static final class Builder {
        private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
        private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
        private static final int MOST_CACHE_MEBIBYTES = 4_096;

        private final Path file;
        private Retention retention = Retention.STANDARD;
        private Clock clock = Clock.systemUTC();
        private Duration busyTimeout = Duration.ofSeconds(2);
        private int cacheMebibytes = 64;

        private Builder(Path file) {
            this.file = file;
        }

        /** How long final records are kept. Default: {@link Retention#STANDARD}. */
        public Builder retention(Retention retention) {
            this.retention = retention;
            return this;
        }

        /** The store's time; all processes that share the file must have the same. Default: the machine's clock. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * How long a call waits while another process writes, before it ends in an exception. From 1 ms to 1 min; default 2 s, which is well
         * below a worker's lease.
         */
        public Builder busyTimeout(Duration busyTimeout) {
            if (busyTimeout.compareTo(SHORTEST_TIMEOUT) < 0 || busyTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
                throw new IllegalArgumentException("busyTimeout is " + busyTimeout + "; it must be from "
                        + SHORTEST_TIMEOUT + " to " + LONGEST_TIMEOUT);
            }
            this.busyTimeout = busyTimeout;
            return this;
        }

        /**
         * How much of the file is held in memory, outside the Java heap, in MiB. From 1 to 4,096; default 64.
         */
        public Builder cacheMebibytes(int cacheMebibytes) {
            if (cacheMebibytes < 1 || cacheMebibytes > MOST_CACHE_MEBIBYTES) {
                throw new IllegalArgumentException(
                        "cacheMebibytes is " + cacheMebibytes + "; it must be from 1 to " + MOST_CACHE_MEBIBYTES);
            }
            this.cacheMebibytes = cacheMebibytes;
            return this;
        }

        /**
         * Opens the store.
         *
         * @throws dev.warren.idempotency.StoreException when the file is damaged, another program's, of a newer Warren, or cannot be written
         */
        public SqliteStore open() {
            return new Opening(file.toAbsolutePath(), busyTimeout, cacheMebibytes).open(clock, retention);
        }
    }
}
