package dev.warren.stores.postgres;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Completion;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Lease;
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
import dev.warren.stores.postgres.Batch.Entry;
import dev.warren.stores.postgres.ByRules.Locked;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The store in a PostgreSQL database (13 or newer), for workers on any number of machines. What a call has answered is on the server's disk and
 * outlives any crash. Times are the server's clock, to the microsecond: workers' clocks do not matter.
 *
 * <p>A store keeps up to five connections, one for each kind of call, so that heartbeats never wait for claims. They must be connections to one
 * server session each (no pooler in transaction mode). Safe for use by several threads. Should the server be away, full or too slow, calls end
 * in {@link dev.warren.idempotency.StoreException}, and succeed again when it is well; whether the last thing asked was done is unknown then.
 */
public final class PostgresStore implements TransactionalStore, LockingStore {
    /** The version of the schema. One of a newer Warren is refused, one of an older brought up to date. */
    public static final int SCHEMA_VERSION = Schema.VERSION;

    /** So many records are forgotten in one transaction. */
    private static final int FORGOTTEN_AT_ONCE = 500;

    /** Several workers do this at once: each takes what no other has taken. */
    private static final String FIND = Records.SELECT + "WHERE job.scope = ? AND job.key = ?";

    private final String id;
    private final JobTransactions transactions;
    private final Line claims;
    private final Line decisions;
    private final Line heartbeats;
    private final Line questions;
    private final Line forgetting;
    private final Sweep sweep;
    private final Names names = new Names(new Scopes(), new Lanes(), new Leases());
    private final ClaimBatch fastClaims = new ClaimBatch(names.lanes()); // on the line of claims only

    private PostgresStore(String id, Place place, Retention retention, JobTransactions transactions) {
        this.id = id;
        this.transactions = transactions;
        this.claims = new Line(place);
        this.decisions = new Line(place);
        this.heartbeats = new Line(place);
        this.questions = new Line(place);
        this.forgetting = new Line(place);
        this.sweep = new Sweep(forgetting, retention);
    }

    /**
     * A store to be set up, on connections of its own.
     *
     * @param url such as {@code jdbc:postgresql://host:5432/database?user=name&password=…}
     * @throws IllegalArgumentException when it is no address of PostgreSQL's
     * @throws IllegalStateException when PostgreSQL's driver is not on the class path
     */
    public static Builder builder(String url) {
        return new Builder(timeout -> ServerAddress.source(url, timeout), ServerAddress.shown(url), Builder.MOST_SPARE);
    }

    /**
     * A store to be set up, on connections of the program's own source, such as a pool. It keeps up to five of them until it is closed.
     *
     * @param source of connections to a PostgreSQL database
     */
    public static Builder builder(DataSource source) {
        return new Builder(timeout -> source, "the given DataSource", 0);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void register(List<Registration> batch) {
        for (Batch<Registration> part : ensured(decisions, batch, Registration::key)) {
            decisions.ask(in -> {
                RegisterBatch.insert(in, names.lanes(), part);
                return in;
            });
        }
    }

    @Override
    public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        Answers<ClaimAnswer> answers = new Answers<>(batch.size());
        for (Batch<ClaimRequest> part : ensured(claims, batch, ClaimRequest::key)) {
            claim(owner, part.only(entry -> entry.asked().uniqueness().isEmpty()), answers);
            claimUnique(owner, part.only(entry -> entry.asked().uniqueness().isPresent()), answers);
        }
        return answers.all();
    }

    private void claim(Owner owner, Batch<ClaimRequest> part, Answers<ClaimAnswer> answers) {
        if (part.isEmpty()) {
            return;
        }
        claims.ask(in -> {
            fastClaims.grant(in, owner, part, answers);
            return in;
        });
        Batch<ClaimRequest> rest = part.only(entry -> answers.isMissing(entry.place()));
        if (!rest.isEmpty()) {
            claims.transact(in -> claimByRules(in, owner, rest, answers));
        }
    }

    private void claimUnique(Owner owner, Batch<ClaimRequest> part, Answers<ClaimAnswer> answers) {
        if (part.isEmpty()) {
            return;
        }
        claims.ask(in -> names.lanes().ensureAll(in, part, ClaimRequest::lane));
        for (Entry<ClaimRequest> entry : part.entries()) {
            ClaimAnswer answer = claims.transact(in -> Locks.claim(in, names, owner, entry.scope(), entry.asked()));
            answers.put(entry.place(), answer);
        }
    }

    @Override
    public List<ReserveAnswer> reserve(List<Reservation> batch) {
        Answers<ReserveAnswer> answers = new Answers<>(batch.size());
        for (Batch<Reservation> part : ensured(decisions, batch, Reservation::key)) {
            for (Entry<Reservation> entry : part.entries()) {
                answers.put(
                        entry.place(),
                        decisions.transact(in -> Locks.reserve(in, names, entry.scope(), entry.asked())));
            }
        }
        return answers.all();
    }

    private Session claimByRules(Session in, Owner owner, Batch<ClaimRequest> batch, Answers<ClaimAnswer> answers)
            throws SQLException {
        ByRules<ClaimRequest> locked = ByRules.lock(in, names, batch, ClaimRequest::key);
        Set<Long> owners = locked.all().stream().map(Locked::owner).collect(Collectors.toSet());
        Leases.Look look = names.leases().look(in, owner, owners);
        Fences fences = Fences.draw(in);
        for (Locked<ClaimRequest> each : locked.all()) {
            Asking by = new Asking(owner, look.holder(each.owner()), look.heldUntil(each.owner()), look.now(), fences);
            Step<ClaimAnswer> step =
                    RecordRules.claim(each.record(), each.entry().asked(), by);
            locked.write(each, step.written(), look.mine());
            answers.put(each.entry().place(), step.answer());
        }
        locked.flush();
        return in;
    }

    @Override
    public List<Standing> start(List<FencedKey> batch) {
        return decided(batch, FencedKey::key, (record, claim, now) -> RecordRules.start(record, claim));
    }

    @Override
    public List<Standing> decide(List<Settlement> batch) {
        Answers<Standing> answers = new Answers<>(batch.size());
        for (Batch<Settlement> part :
                found(decisions, batch, settlement -> settlement.claim().key())) {
            decisions.ask(in -> {
                DecideBatch.record(in, part, answers);
                return in;
            });
            byRules(
                    part.only(entry -> answers.isMissing(entry.place())),
                    settlement -> settlement.claim().key(),
                    (record, settlement, now) -> RecordRules.decide(record, settlement, Optional.of(now)),
                    answers);
        }
        return answers.all();
    }

    @Override
    public void report(List<ProgressReport> batch) {
        written(batch, report -> report.claim().key(), (record, report, now) -> RecordRules.report(record, report));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Here the work has a connection of its own for the transaction, from the same source as the store's, with the settings of that source: the
     * search path is the program's. Up to as many are used at once as a worker has slots; of those that the store opens by an address 16 are kept.
     */
    @Override
    public Completion complete(FencedKey claim, Work work) {
        return transactions.complete(claim, work);
    }

    @Override
    public void mark(List<FencedKey> batch) {
        written(batch, FencedKey::key, RecordRules::mark);
    }

    @Override
    public void release(List<FencedKey> batch) {
        written(batch, FencedKey::key, RecordRules::release);
    }

    private interface WritingRule<E> {
        Optional<JobRecord> written(@Nullable JobRecord record, E asked, Instant now);
    }

    private <E> void written(List<E> batch, Function<E, JobKey> keyOf, WritingRule<E> rule) {
        decided(
                batch,
                keyOf,
                (record, asked, now) -> rule.written(record, asked, now)
                        .map(written -> new Step<>(Standing.RECORDED, written))
                        .orElseGet(() -> new Step<>(Standing.FENCED, null)));
    }

    /** What a call makes of one record. */
    private interface Rule<E> {
        Step<Standing> step(@Nullable JobRecord record, E asked, Instant now);
    }

    private <E> List<Standing> decided(List<E> batch, Function<E, JobKey> keyOf, Rule<E> rule) {
        Answers<Standing> answers = new Answers<>(batch.size());
        for (Batch<E> part : found(decisions, batch, keyOf)) {
            byRules(part, keyOf, rule, answers);
        }
        return answers.all();
    }

    /** For rules that write only what they have read. */
    private <E> void byRules(Batch<E> batch, Function<E, JobKey> keyOf, Rule<E> rule, Answers<Standing> answers) {
        if (batch.isEmpty()) {
            return;
        }
        decisions.transact(in -> {
            ByRules<E> locked = ByRules.lock(in, names, batch, keyOf);
            Instant now = Time.instant(in.now());
            for (Locked<E> each : locked.all()) {
                Step<Standing> step = rule.step(each.record(), each.entry().asked(), now);
                locked.write(each, step.written(), each.owner());
                answers.put(each.entry().place(), step.answer());
            }
            locked.flush();
            return in;
        });
    }

    @Override
    public Lease heartbeat(Owner owner, Duration lease) {
        Lease.check(lease);
        return heartbeats.ask(in -> names.leases().renew(in, owner, lease));
    }

    @Override
    public CancelAnswer cancel(JobKey key) {
        Batch<JobKey> one =
                ensured(decisions, List.of(key), Function.identity()).get(0);
        return decisions.transact(in -> {
            ByRules<JobKey> locked = ByRules.lock(in, names, one, Function.identity());
            Locked<JobKey> each = locked.all().get(0);
            Instant now = Time.instant(in.now());
            Step<CancelAnswer> step = RecordRules.cancel(each.record(), key, now, Fences.draw(in));
            locked.write(each, step.written(), each.owner());
            locked.flush();
            return step.answer();
        });
    }

    @Override
    public Optional<JobRecord> find(JobKey key) {
        return questions.ask(in -> {
            PreparedStatement select = in.prepare(FIND);
            select.setInt(1, names.scopes().find(in, key));
            select.setString(2, Text.stored(key.key()));
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(Records.readWhole(rows)) : Optional.empty();
            }
        });
    }

    @Override
    public JobPage search(JobQuery query) {
        return questions.transact(in -> Search.page(in, query));
    }

    @Override
    public List<JobRecord> overdue(Duration by, int most) {
        sweep.lookFirst();
        return questions.ask(in -> Overdue.find(in, by, most));
    }

    @Override
    public int expire(int most) {
        if (forgetting.ask(names.leases()::isAnyToForget)) {
            sweep.lookFirst();
            forgetting.ask(names.leases()::forget);
        }
        forgetting.transact(in -> Locks.forget(in, FORGOTTEN_AT_ONCE));
        return sweep.forget(most);
    }

    /** A batch, with numbers for scopes never seen before. */
    private <E> List<Batch<E>> ensured(Line line, List<E> asked, Function<E, JobKey> keyOf) {
        return line.ask(in -> Batch.of(asked, keyOf, key -> names.scopes().ensure(in, key)));
    }

    /** A batch of jobs that must be there, if it is to matter. */
    private <E> List<Batch<E>> found(Line line, List<E> asked, Function<E, JobKey> keyOf) {
        return line.ask(in -> Batch.of(asked, keyOf, key -> names.scopes().find(in, key)));
    }

    @Override
    public void close() {
        transactions.close();
        List.of(claims, decisions, heartbeats, questions, forgetting).forEach(Line::close);
    }

    /** How a store is opened. Every setting has a default. */
    public static final class Builder {
        private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
        private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
        private static final int LONGEST_NAME = 63;
        private static final int MOST_SPARE = 16;

        private final Function<Duration, DataSource> source;
        private final String server;
        private final int mostSpare;
        private String schema = "warren";
        private Retention retention = Retention.STANDARD;
        private Duration timeout = Duration.ofSeconds(2);

        private Builder(Function<Duration, DataSource> source, String server, int mostSpare) {
            this.source = source;
            this.server = server;
            this.mostSpare = mostSpare;
        }

        /**
         * The schema that holds the store's tables and nothing else; several stores may be in one database. It is made when it does not exist. From 1
         * to 63 bytes of UTF-8; default {@code warren}.
         */
        public Builder schema(String schema) {
            int bytes = schema.getBytes(StandardCharsets.UTF_8).length;
            if (schema.isBlank() || bytes > LONGEST_NAME || schema.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "a schema's name has 1 to " + LONGEST_NAME + " bytes; this one has " + bytes);
            }
            this.schema = schema;
            return this;
        }

        /** How long final records are kept. Default: {@link Retention#STANDARD}. */
        public Builder retention(Retention retention) {
            this.retention = retention;
            return this;
        }

        /**
         * How long a call waits for the server, or for others' transactions, before it ends in an exception. From 100 ms to 1 min; default 2 s, which
         * is well below a worker's lease.
         */
        public Builder timeout(Duration timeout) {
            if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
                throw new IllegalArgumentException(
                        "timeout is " + timeout + "; it must be from " + SHORTEST_TIMEOUT + " to " + LONGEST_TIMEOUT);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Opens the store; its tables come to be when they do not exist.
         *
         * @throws dev.warren.idempotency.StoreException when the server cannot be reached, is too old, or holds something else in that schema
         */
        public PostgresStore open() {
            return open(Schema::prepare);
        }

        /**
         * Opens the store as it is there, to look at what workers left.
         *
         * @throws dev.warren.idempotency.StoreException as {@link #open} does, and when there is no store
         */
        public PostgresStore openExisting() {
            return open(Schema::require);
        }

        private interface Preparing {
            String id(Schema schema) throws SQLException;
        }

        private PostgresStore open(Preparing preparing) {
            DataSource connections = source.apply(timeout);
            Place place = new Place(connections, server, schema, timeout);
            try {
                Session session = place.connectUnseen();
                try {
                    String id = preparing.id(new Schema(session, place));
                    place.found(id);
                    return new PostgresStore(
                            id,
                            place,
                            retention,
                            new JobTransactions(new SpareConnections(connections, mostSpare), place, timeout));
                } finally {
                    session.close();
                }
            } catch (SQLException e) {
                throw place.failures().of(e);
            }
        }
    }
}
