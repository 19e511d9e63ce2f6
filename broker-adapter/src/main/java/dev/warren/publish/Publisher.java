package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.broker.Publication;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.job.JobId;
import dev.warren.job.JobType;
import dev.warren.publish.UniqueKeys.Asked;
import dev.warren.publish.UniqueKeys.Sent;
import dev.warren.topology.Topology;
import dev.warren.turns.TurnThread;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.MessageReader;
import dev.warren.wire.WireLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues jobs. A job is enqueued when its future is done without a failure: the broker has confirmed it then and will not lose it.
 * Connects in the background, with retries, and reconnects by itself; what was not confirmed is sent again with the same id. Safe for use
 * by several threads; one for a program is enough.
 */
public final class Publisher implements AutoCloseable {
    private final Publications publications;
    private final ConfirmedSender sender;
    private final @Nullable Registering registering;
    private final UniqueKeys uniqueKeys;

    private Publisher(Builder builder) {
        this.publications = new Publications(builder.topology, builder.limits, builder.clock, builder.ids);
        this.sender = new ConfirmedSender(
                builder.broker,
                builder.settings,
                publications::requireLanes,
                new PublishMetrics(builder.registry, "publish"));
        this.registering = builder.store == null ? null : Registering.start(builder, builder.store);
        this.uniqueKeys = new UniqueKeys(registering == null ? null : registering.registrar());
    }

    /** Makes jobs known to a store, on a thread of its own. */
    private record Registering(Registrar registrar, TurnThread thread) {
        static Registering start(Builder builder, IdempotencyStore store) {
            MessageReader reader = new MessageReader(builder.limits, JacksonCodec.within(builder.limits), builder.ids);
            Registrar registrar = new Registrar(
                    store, new Registrar.Jobs(builder.topology.namespace(), reader, builder.clock), builder.registry);
            TurnThread thread = new TurnThread("register", registrar);
            thread.start();
            return new Registering(registrar, thread);
        }
    }

    /** A publisher with the defaults: {@link Topology#standard()}, {@link SenderSettings#STANDARD}. */
    public static Publisher to(Broker broker) {
        return builder(broker).start();
    }

    /** A publisher with settings of its own. */
    public static Builder builder(Broker broker) {
        return new Builder(broker);
    }

    /** Enqueues a job of this type with the defaults of {@link NewJob#of}; see {@link #enqueue(NewJob)}. */
    public <P> CompletableFuture<JobId> enqueue(JobType<P> type, P payload) {
        return enqueue(NewJob.of(type, payload));
    }

    /**
     * Enqueues a job, and makes it known to the {@linkplain Builder#store store}, if there is one. Waits while the window of unconfirmed publications is full, or the broker blocks, at most
     * {@link SenderSettings#roomWithin}.
     *
     * <p>A job with a {@linkplain NewJob#unique unique key} that another job has is not published when it would be skipped, if the store
     * knows of that other one, or this publisher is just enqueueing it; this call waits for the store then.
     *
     * @return the job's id once the broker has confirmed it, else failed with a {@link PublishFailed}; the other one's id where that has the
     *     unique key; what depends on it runs on a thread of this publisher and must not block
     * @throws IllegalArgumentException when the job can't be written: a lane that the topology lacks, a payload that is not JSON or
     *     is too large, a delay beyond the year 9999
     */
    public CompletableFuture<JobId> enqueue(NewJob<?> job) {
        JobId id = publications.idOf(job);
        Publication publication = publications.of(job, id);
        Sent sent = uniqueKeys.send(
                uniqueKeys.ask(id, publication.message()), () -> known(sender.send(publication), publication, job));
        return sent.done().thenApply(confirmed -> sent.id());
    }

    private CompletableFuture<Void> known(CompletableFuture<Void> confirmed, Publication publication, NewJob<?> job) {
        return registering == null
                ? confirmed
                : registering
                        .registrar()
                        .after(
                                confirmed,
                                publication.message(),
                                job.lane(),
                                job.type().keySource());
    }

    /**
     * Enqueues many jobs, as fast as the broker confirms them. Waits for all of them; those that failed say so, the others are safe. Once
     * a job has waited in vain for room in the window, those behind it do not wait for it as well.
     *
     * @return one entry for each job, in order; one that leaves it to another of its unique key fails as that one does
     * @throws IllegalArgumentException when a job can't be written; none is enqueued then
     */
    public List<Enqueued> enqueueAll(Collection<? extends NewJob<?>> jobs) {
        List<Written> all = new ArrayList<>(jobs.size());
        for (NewJob<?> job : jobs) {
            JobId id = publications.idOf(job);
            all.add(new Written(id, job, publications.of(job, id)));
        }
        return sendAll(all).stream()
                .map(sent -> new Enqueued(sent.id(), failureOf(sent.done())))
                .toList();
    }

    private record Written(JobId id, NewJob<?> job, Publication publication) {}

    private List<Sent> sendAll(List<Written> all) {
        List<Asked> asked = new ArrayList<>(all.size());
        try {
            for (Written each : all) {
                asked.add(uniqueKeys.ask(each.id(), each.publication().message()));
            }
            return sendAll(all, asked);
        } catch (RuntimeException | Error e) {
            asked.forEach(each -> uniqueKeys.failed(each, e)); // or others would wait for them
            throw e;
        }
    }

    private List<Sent> sendAll(List<Written> all, List<Asked> asked) {
        Iterator<CompletableFuture<Void>> confirms = sender.sendAll(IntStream.range(0, all.size())
                        .filter(i -> asked.get(i).instead().isEmpty())
                        .mapToObj(i -> all.get(i).publication())
                        .toList())
                .iterator();
        List<Sent> sent = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            Written each = all.get(i);
            sent.add(uniqueKeys.send(asked.get(i), () -> known(confirms.next(), each.publication(), each.job())));
        }
        return sent;
    }

    private static Optional<PublishFailed> failureOf(CompletableFuture<Void> sent) {
        try {
            sent.join();
            return Optional.empty();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PublishFailed failure) {
                return Optional.of(failure);
            }
            throw e;
        }
    }

    /** Whether a link to the broker is open right now. */
    public boolean isConnected() {
        return sender.isConnected();
    }

    /** Takes no more, and waits until all that was enqueued is confirmed or has failed. Idempotent. */
    @Override
    public void close() {
        sender.close();
        if (registering != null) {
            registering.registrar().close(registering.thread());
        }
    }

    /** Settings of a publisher. */
    public static final class Builder {
        private final Broker broker;
        private Topology topology = Topology.standard();
        private SenderSettings settings = SenderSettings.STANDARD;
        private WireLimits limits = WireLimits.STANDARD;
        private @Nullable IdempotencyStore store;
        private MeterRegistry registry = Metrics.globalRegistry;
        private Clock clock = Clock.systemUTC();
        private Supplier<String> ids = Publications.timeOrderedIds();

        private Builder(Broker broker) {
            this.broker = broker;
        }

        /** The exchanges to publish to; default {@link Topology#standard()}. */
        public Builder topology(Topology own) {
            topology = own;
            return this;
        }

        /** Window, deadlines and reconnects; default {@link SenderSettings#STANDARD}. */
        public Builder settings(SenderSettings own) {
            settings = own;
            return this;
        }

        /** The largest payload; default {@link WireLimits#STANDARD}. */
        public Builder limits(WireLimits own) {
            limits = own;
            return this;
        }

        /**
         * The workers' store, which is told of every job that the broker has confirmed, before its future is done: so whoever asks for a job's
         * status finds it before a worker does. A store that fails does not fail the enqueue. Not closed with this publisher. Default none:
         * a job is known to the store from its first claim on.
         */
        public Builder store(IdempotencyStore own) {
            store = own;
            return this;
        }

        /** Where to count; default Micrometer's global registry. */
        public Builder metrics(MeterRegistry own) {
            registry = own;
            return this;
        }

        /** The clock for delays and times; default the system's. */
        public Builder clock(Clock own) {
            clock = own;
            return this;
        }

        /** Makes the ids of jobs that bring none; default UUIDv7, which a store takes in several times faster than random ones. */
        public Builder ids(Supplier<String> own) {
            ids = own;
            return this;
        }

        /** Starts to connect, in the background. */
        public Publisher start() {
            return new Publisher(this);
        }
    }
}
