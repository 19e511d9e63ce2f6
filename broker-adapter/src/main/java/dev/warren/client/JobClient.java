package dev.warren.client;

import dev.warren.broker.Broker;
import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobPage;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.job.JobId;
import dev.warren.topology.Topology;
import dev.warren.wire.WireLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the workers' store about jobs, waits for their results, and cancels them. A job is known there from its first claim on, or from when
 * it was enqueued, if its {@link dev.warren.publish.Publisher} has the store as well. Safe for use by several threads.
 */
public final class JobClient implements AutoCloseable {
    private final IdempotencyStore store;
    private final String namespace;
    private final ResultReader reader;
    private final @Nullable Loudspeaker loudspeaker;

    private JobClient(Builder builder) {
        this.store = builder.store;
        this.namespace = builder.topology.namespace();
        this.reader = new ResultReader(builder.limits);
        Broker broker = builder.broker;
        this.loudspeaker = broker == null ? null : new Loudspeaker(broker, builder.topology, builder.registry);
    }

    /** A client with the defaults: {@link Topology#standard()}, and no broker. */
    public static JobClient on(IdempotencyStore store) {
        return builder(store).build();
    }

    /** A client with settings of its own. */
    public static Builder builder(IdempotencyStore store) {
        return new Builder(store);
    }

    /** What is known of a job. */
    public Optional<JobRecord> status(JobKey key) {
        return store.find(key);
    }

    /**
     * What is known of the job with this id, in this client's namespace; of the latest, where several types or tenants have used it. A job
     * that is the alias of another one (the same idempotency key, another id) is known by the first one's id alone.
     */
    public Optional<JobRecord> status(JobId id) {
        return withId(id, 1).stream().findFirst();
    }

    private List<JobRecord> withId(JobId id, int most) {
        JobQuery query =
                JobQuery.builder().namespace(namespace).id(id).most(most).build();
        List<JobRecord> found = new ArrayList<>();
        for (Optional<JobQuery> asked = Optional.of(query); asked.isPresent() && found.size() < most; ) {
            JobPage page = store.search(asked.get());
            found.addAll(page.jobs());
            asked = page.next().map(query::after);
        }
        return found;
    }

    /**
     * A page of jobs by what is known of them, newest first; see {@link IdempotencyStore#search}.
     *
     * @throws IllegalArgumentException when the query's cursor was not made by this store
     */
    public JobPage find(JobQuery query) {
        return store.search(query);
    }

    /**
     * Waits for a job's result. It need not be known yet. Asks the store again and again, every 50 ms at first and every second later on; a
     * store that fails meanwhile is asked again like any other.
     *
     * @param type what its handler answers
     * @param patience how long to wait; zero only looks
     * @return empty when its handler answered nothing, or the worker keeps no results
     * @throws JobFailed when it is dead, cancelled or expired
     * @throws ResultUnreadable when it is done, but its result was left out, or is no {@code T}
     * @throws TimeoutException when it has not ended in time
     */
    public <T> Optional<T> result(JobId id, Class<T> type, Duration patience)
            throws InterruptedException, TimeoutException {
        return reader.read(awaitEnd(id, patience), type);
    }

    /** The same by the job's key, which tells apart jobs of one id, and aliases. */
    public <T> Optional<T> result(JobKey key, Class<T> type, Duration patience)
            throws InterruptedException, TimeoutException {
        return reader.read(awaitEnd(key, patience), type);
    }

    /**
     * Waits for a job's end, whatever that is.
     *
     * @throws TimeoutException when it has not ended in time
     */
    public JobRecord awaitEnd(JobId id, Duration patience) throws InterruptedException, TimeoutException {
        return Waiting.until("job " + id, new ById(id), patience);
    }

    /** The same by the job's key. */
    public JobRecord awaitEnd(JobKey key, Duration patience) throws InterruptedException, TimeoutException {
        return Waiting.until("the job of key " + key.key(), () -> store.find(key), patience);
    }

    /** Looks a job up by its id until it is known, and from then on by its key, which costs a store less. */
    private final class ById implements Supplier<Optional<JobRecord>> {
        private final JobId id;
        private @Nullable JobKey key;

        ById(JobId id) {
            this.id = id;
        }

        @Override
        public Optional<JobRecord> get() {
            Optional<JobRecord> found = key == null ? status(id) : store.find(key);
            key = found.map(JobRecord::key).orElse(null);
            return found;
        }
    }

    /**
     * Cancels a job, whether it is known or not. One that waits will not run. One that runs is fenced, so that its end changes nothing; and
     * its worker is told to interrupt the handler, if this client has a broker. That word may get lost; it is not waited for.
     */
    public CancelAnswer cancel(JobKey key) {
        CancelAnswer answer = store.cancel(key);
        if (answer == CancelAnswer.CANCELLED) {
            CompletableFuture<Void> unused = tellWorkers(key);
        }
        return answer;
    }

    /**
     * Cancels the job of this id; empty when the store does not know it.
     *
     * @throws IllegalStateException when several jobs have this id; cancel the one by its key
     */
    public Optional<CancelAnswer> cancel(JobId id) {
        List<JobRecord> found = withId(id, 2);
        if (found.size() > 1) {
            throw new IllegalStateException("several jobs have the id " + id + ", among them those of the keys "
                    + found.get(0).key() + " and " + found.get(1).key() + "; cancel the right one by its key");
        }
        return found.stream().findFirst().map(record -> cancel(record.key()));
    }

    /**
     * The second half of {@link #cancel(JobKey)}, for a job that was cancelled in the store: tells the workers.
     *
     * @return done when the broker has taken it, and also when this client has no broker; failed with a
     *     {@link dev.warren.publish.PublishFailed} when the broker has not
     */
    public CompletableFuture<Void> tellWorkers(JobKey key) {
        return loudspeaker == null ? CompletableFuture.completedFuture(null) : loudspeaker.cancelled(key);
    }

    /** Ends its connection, if it has made one. The store is left open. Idempotent. */
    @Override
    public void close() {
        if (loudspeaker != null) {
            loudspeaker.close();
        }
    }

    /** Settings of a client. */
    public static final class Builder {
        private final IdempotencyStore store;
        private @Nullable Broker broker;
        private Topology topology = Topology.standard();
        private WireLimits limits = WireLimits.STANDARD;
        private MeterRegistry registry = Metrics.globalRegistry;

        private Builder(IdempotencyStore store) {
            this.store = store;
        }

        /** Where workers are told of cancelled jobs; connected to with the first one. Default none: they are fenced and not interrupted. */
        public Builder broker(Broker own) {
            broker = own;
            return this;
        }

        /** Whose namespace and control exchange; default {@link Topology#standard()}. */
        public Builder topology(Topology own) {
            topology = own;
            return this;
        }

        /** The bounds within which results are read; default {@link WireLimits#STANDARD}. */
        public Builder limits(WireLimits own) {
            limits = own;
            return this;
        }

        /** Where its connection counts; default Micrometer's global registry. */
        public Builder metrics(MeterRegistry own) {
            registry = own;
            return this;
        }

        /** The client. Nothing is connected yet. */
        public JobClient build() {
            return new JobClient(this);
        }
    }
}
