package dev.warren.stores.redis;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.LockingStore;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.RecordRules;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Reservation;
import dev.warren.idempotency.ReserveAnswer;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.StoreException;
import dev.warren.stores.redis.Rules.Fences;
import dev.warren.stores.redis.Rules.Sight;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * The store in Redis (6 or newer) or Valkey, for workers on any number of machines. How much of what a call has answered outlives a crash is the
 * server's setting: with {@code appendonly yes} and {@code appendfsync always} all of it, with {@code everysec} all but the last second, after
 * a failover all but what the replica had not heard. What is lost may run a second time; {@code docs/stores.md} says more. Times are the
 * server's clock.
 *
 * <p>A batch is one script, which the server runs whole or not at all; records that are not new are read first and written where they are
 * unchanged. The server must be set to {@code maxmemory-policy noeviction}. Needs the library {@code redis.clients:jedis}, which this module
 * does not bring along. Safe for use by several threads.
 */
public final class RedisStore implements LockingStore {
    /** So many records are forgotten in one step, which others wait for: some milliseconds. */
    private static final int FORGOTTEN_AT_ONCE = 250;

    /** So many are looked at for one report of what is overdue. */
    private static final int MOST_OVERDUE_LOOKED_AT = 50_000;

    /** An owner that is forgotten would begin its lease anew: longer than a machine sleeps, whose own clock stands still meanwhile. */
    private static final Duration FORGET_LEASES_AFTER = Duration.ofDays(30);

    private final Server server;
    private final EvictionPolicy policy;
    private final Retention retention;
    private final Rules rules;
    private final Locks locks;
    private final Search search;
    private final Arrivals arrivals;

    private RedisStore(Server server, EvictionPolicy policy, Retention retention) {
        this.server = server;
        this.policy = policy;
        this.retention = retention;
        this.rules = new Rules(server);
        this.locks = new Locks(server, rules);
        this.search = new Search(server);
        this.arrivals = new Arrivals(server);
    }

    /**
     * Opens the store at an address, with {@link Retention#STANDARD} and the defaults of {@link Builder}.
     *
     * @param uri such as {@code redis://user:password@host:6379/0}, or {@code rediss://} for TLS
     * @throws dev.warren.idempotency.StoreException when the server does not answer, or may throw records away
     */
    public static RedisStore open(URI uri) {
        return builder(uri).open();
    }

    /**
     * A store to be set up, at an address: one server, or whatever stands before several.
     *
     * @param uri such as {@code redis://user:password@host:6379/0}, or {@code rediss://} for TLS
     */
    public static Builder builder(URI uri) {
        Library.require();
        return new Builder(uri, null);
    }

    /**
     * A store to be set up, by a client that knows a cluster or sentinels, or has settings of its own. Who made the client closes it, after the
     * store.
     */
    public static Builder builder(UnifiedJedis client) {
        return new Builder(null, client);
    }

    @Override
    public String id() {
        return server.id();
    }

    @Override
    public void register(List<Registration> batch) {
        write(
                batch,
                Registration::key,
                Fences.TAKEN,
                (registration, sight) ->
                        RecordRules.register(sight.record(), registration, sight.now(), sight.fences()));
    }

    @Override
    public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
        policy.check();
        @Nullable ClaimAnswer[] answers = new ClaimAnswer[batch.size()];
        try {
            claim(owner, batch, answers);
        } catch (LeaseLapsedException e) {
            releaseGranted(batch, answers, e);
            throw e;
        }
        return listOf(answers);
    }

    private void claim(Owner owner, List<ClaimRequest> batch, @Nullable ClaimAnswer[] answers) {
        new ClaimBatch(server, owner).grant(batch, answers);
        rules.apply(
                places(answers.length, place -> answers[place] == null && !isUnique(batch.get(place))),
                place -> batch.get(place).key(),
                owner,
                Fences.TAKEN,
                (place, sight) -> RecordRules.claim(sight.record(), batch.get(place), sight.asking(owner)),
                answers);
        locks.claim(owner, places(answers.length, place -> isUnique(batch.get(place))), batch, answers);
    }

    /** What was granted before the lease ended in the middle of a batch: it has not begun, and must not be taken for a suspect. */
    private void releaseGranted(
            List<ClaimRequest> batch, @Nullable ClaimAnswer[] answers, LeaseLapsedException lapsed) {
        List<FencedKey> granted = new ArrayList<>();
        for (int place = 0; place < answers.length; place++) {
            if (answers[place] instanceof ClaimAnswer.Granted answer) {
                granted.add(new FencedKey(batch.get(place).key(), answer.fence()));
            }
        }
        try {
            release(granted);
        } catch (StoreException e) {
            lapsed.addSuppressed(e); // which is what the worker has to know
        }
    }

    private static boolean isUnique(ClaimRequest request) {
        return request.uniqueness().isPresent();
    }

    @Override
    public List<ReserveAnswer> reserve(List<Reservation> batch) {
        @Nullable ReserveAnswer[] answers = new ReserveAnswer[batch.size()];
        locks.reserve(batch, answers);
        return listOf(answers);
    }

    private static <A> List<Integer> unanswered(@Nullable A[] answers) {
        return places(answers.length, place -> answers[place] == null);
    }

    private static List<Integer> places(int most, IntPredicate which) {
        return IntStream.range(0, most).filter(which).boxed().toList();
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
        @Nullable Standing[] standings = new Standing[batch.size()];
        rules.apply(
                unanswered(standings),
                place -> batch.get(place).key(),
                null,
                Fences.NONE,
                (place, sight) -> RecordRules.start(sight.record(), batch.get(place)),
                standings);
        return listOf(standings);
    }

    @Override
    public void report(List<ProgressReport> batch) {
        write(
                batch,
                report -> report.claim().key(),
                Fences.NONE,
                (report, sight) -> RecordRules.report(sight.record(), report));
    }

    @Override
    public List<Standing> decide(List<Settlement> batch) {
        @Nullable Standing[] standings = new DecideBatch(server).record(batch);
        rules.apply(
                unanswered(standings),
                place -> batch.get(place).claim().key(),
                null,
                Fences.NONE,
                (place, sight) -> RecordRules.decide(sight.record(), batch.get(place), Optional.of(sight.now())),
                standings);
        return listOf(standings);
    }

    @Override
    public void mark(List<FencedKey> batch) {
        write(
                batch,
                FencedKey::key,
                Fences.NONE,
                (claim, sight) -> RecordRules.mark(sight.record(), claim, sight.now()));
    }

    @Override
    public void release(List<FencedKey> batch) {
        write(
                batch,
                FencedKey::key,
                Fences.NONE,
                (claim, sight) -> RecordRules.release(sight.record(), claim, sight.now()));
    }

    private interface Writing<E> {
        Optional<JobRecord> written(E entry, Sight sight);
    }

    /** For rules that answer nothing. */
    private <E> void write(List<E> batch, Function<E, JobKey> key, Fences fences, Writing<E> writing) {
        rules.apply(
                IntStream.range(0, batch.size()).boxed().toList(),
                place -> key.apply(batch.get(place)),
                null,
                fences,
                (place, sight) -> new Step<>(
                        true, writing.written(batch.get(place), sight).orElse(null)),
                new Boolean[batch.size()]);
    }

    @Override
    public Lease heartbeat(Owner owner, Duration lease) {
        Lease.check(lease);
        List<Object> reply = server.run(
                Script.HEARTBEAT, List.of(), List.of(Names.bytes(owner.value()), Micros.text(Micros.of(lease))));
        return (Long) reply.get(0) == 0 ? Lease.HELD : Lease.LAPSED;
    }

    @Override
    public CancelAnswer cancel(JobKey key) {
        @Nullable CancelAnswer[] answer = new CancelAnswer[1];
        rules.apply(
                List.of(0),
                place -> key,
                null,
                Fences.TAKEN,
                (place, sight) -> RecordRules.cancel(sight.record(), key, sight.now(), sight.fences()),
                answer);
        return listOf(answer).get(0);
    }

    @Override
    public Optional<JobRecord> find(JobKey key) {
        return search.read(List.of(Names.job(key))).stream().map(Stored::record).findFirst();
    }

    @Override
    public JobPage search(JobQuery query) {
        return search.page(query);
    }

    @Override
    public List<JobRecord> overdue(Duration by, int most) {
        arrivals.settle(by);
        Map<JobKey, JobRecord> overdue = new LinkedHashMap<>(); // by key: what moves meanwhile is met twice
        int looked = 0;
        List<JobKey> some;
        do {
            some = rules.before(Names.OPEN, by, looked, FORGOTTEN_AT_ONCE).stream()
                    .map(Names::key)
                    .toList();
            looked += some.size();
            if (!some.isEmpty()) {
                addOverdue(overdue, some, by);
            }
        } while (some.size() == FORGOTTEN_AT_ONCE && overdue.size() < most && looked < MOST_OVERDUE_LOOKED_AT);
        return overdue.values().stream().limit(most).toList();
    }

    private void addOverdue(Map<JobKey, JobRecord> overdue, List<JobKey> keys, Duration by) {
        for (Sight sight : rules.look(keys, null, Fences.NONE)) {
            JobRecord record = sight.record();
            if (record != null && RecordRules.isOverdue(record, sight.holder(null), by, sight.now())) {
                overdue.put(record.key(), record);
            }
        }
    }

    @Override
    public int expire(int most) {
        forget(Names.SUCCEEDED, retention.succeeded(), List.of());
        locks.forget();
        int forgotten = forget(Names.SUCCEEDED, retention.succeeded(), most);
        forgotten += arrivals.forget(retention.succeeded(), most - forgotten);
        return forgotten + forget(Names.ENDED, retention.other(), most - forgotten);
    }

    /** In steps, so that a claim never waits for long. */
    private int forget(int set, Duration kept, int most) {
        int forgotten = 0;
        while (forgotten < most) {
            int wanted = Math.min(FORGOTTEN_AT_ONCE, most - forgotten);
            List<String> jobs = rules.before(set, kept, 0, wanted);
            if (!jobs.isEmpty()) {
                forgotten += forget(set, kept, jobs);
            }
            if (jobs.size() < wanted) {
                break;
            }
        }
        return forgotten;
    }

    private int forget(int set, Duration kept, List<String> jobs) {
        List<Object> reply = server.run(
                Script.FORGET,
                jobs,
                List.of(Micros.text(set), Micros.text(Micros.of(kept)), Micros.text(Micros.of(FORGET_LEASES_AFTER))));
        return Math.toIntExact((Long) reply.get(1));
    }

    /** Lets go of the connections; a client that was handed in stays open. */
    @Override
    public void close() {
        server.close();
    }

    /** How a store is opened. Every setting has a default. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
        private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(10);
        private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
        private static final int MOST_CONNECTIONS = 1_000;

        private final @Nullable URI uri;
        private final @Nullable UnifiedJedis client;
        private String name = "default";
        private Retention retention = Retention.STANDARD;
        private Duration timeout = Duration.ofSeconds(2);
        private int connections = 8;
        private boolean evictionVouchedFor;

        private Builder(@Nullable URI uri, @Nullable UnifiedJedis client) {
            this.uri = uri;
            this.client = client;
        }

        /**
         * Which of several stores on the same server: all its keys begin with <code>{warren:NAME}:</code>. 1 to 64 letters, digits, dots, hyphens and
         * underscores; default {@code default}.
         */
        public Builder name(String name) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("a store in Redis is named '" + name
                        + "'; it must have 1 to 64 letters, digits, dots, hyphens and underscores");
            }
            this.name = name;
            return this;
        }

        /** How long final records are kept. Default: {@link Retention#STANDARD}. */
        public Builder retention(Retention retention) {
            this.retention = retention;
            return this;
        }

        /**
         * How long a call waits for a connection, and for each part of an answer, before it ends in an exception. From 10 ms to 1 min; default 2 s,
         * which is well below a worker's lease. A client that was handed in has its own.
         */
        public Builder timeout(Duration timeout) {
            if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
                throw new IllegalArgumentException(
                        "timeout is " + timeout + "; it must be from " + SHORTEST_TIMEOUT + " to " + LONGEST_TIMEOUT);
            }
            this.timeout = timeout;
            return this;
        }

        /** How many connections there are at most, from 1 to 1,000; default 8. A client that was handed in has its own. */
        public Builder connections(int connections) {
            if (connections < 1 || connections > MOST_CONNECTIONS) {
                throw new IllegalArgumentException(
                        "connections is " + connections + "; it must be from 1 to " + MOST_CONNECTIONS);
            }
            this.connections = connections;
            return this;
        }

        /**
         * Leaves out the look at {@code maxmemory-policy}: whoever says this has seen to it that the server never throws away keys that have no time to
         * live. For servers that forbid {@code INFO}, and for a {@code volatile-...} policy.
         */
        public Builder evictionVouchedFor() {
            evictionVouchedFor = true;
            return this;
        }

        /**
         * Opens the store.
         *
         * @throws dev.warren.idempotency.StoreException when the server does not answer, or may throw records away
         * @throws IllegalArgumentException when the address is none of a Redis
         */
        public RedisStore open() {
            return open(Server.IfMissing.MADE);
        }

        /**
         * Opens a store that workers have made before.
         *
         * @throws dev.warren.idempotency.StoreException when there is none, and as {@link #open} does
         */
        public RedisStore openExisting() {
            return open(Server.IfMissing.REFUSED);
        }

        private RedisStore open(Server.IfMissing ifMissing) {
            Link link = link();
            boolean opened = false;
            try {
                Server server = Server.open(link, new Names(name), failures(), ifMissing);
                EvictionPolicy policy = new EvictionPolicy(server, evictionVouchedFor, System::nanoTime);
                policy.check();
                policy.sayWhatARestartForgets();
                opened = true;
                return new RedisStore(server, policy, retention);
            } finally {
                if (!opened) {
                    link.close();
                }
            }
        }

        private Link link() {
            if (client != null) {
                return JedisLink.by(client, failures());
            }
            return JedisLink.to(address(), timeout, connections, failures());
        }

        /** Says no more of a wrong address than what is wrong with it: it may hold a password. */
        private URI address() {
            URI address = uri == null ? URI.create("") : JedisLink.withPort(uri);
            boolean isRedis =
                    "redis".equalsIgnoreCase(address.getScheme()) || "rediss".equalsIgnoreCase(address.getScheme());
            if (!isRedis || address.getHost() == null) {
                throw new IllegalArgumentException("the address of the store in Redis must look like"
                        + " redis://user:password@host:6379/0, or begin with rediss:// for TLS (encode special characters"
                        + " of the password as %XX)");
            }
            return address;
        }

        private Failures failures() {
            String server = uri == null ? "" : " at " + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            return new Failures("the store '" + name + "' in Redis" + server);
        }
    }
}
