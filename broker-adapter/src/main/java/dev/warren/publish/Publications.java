package dev.warren.publish;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.warren.broker.BrokerException;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.job.JobId;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.Delayed;
import dev.warren.wire.DerivedKey;
import dev.warren.wire.JacksonCodec;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.PayloadCodec;
import dev.warren.wire.WireHeaders;
import dev.warren.wire.WireLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** From a new job to what is published for it, and where. Safe for use by several threads. */
public final class Publications {
    private final Topology topology;
    private final PayloadCodec codec;
    private final WireLimits limits;
    private final Clock clock;
    private final Supplier<String> ids;

    /**
     * Publications to a topology's exchanges.
     *
     * @param limits the largest payload
     * @param clock for delays and times
     * @param ids makes the ids of jobs that bring none
     */
    public Publications(Topology topology, WireLimits limits, Clock clock, Supplier<String> ids) {
        this.topology = topology;
        this.codec = JacksonCodec.within(limits);
        this.limits = limits;
        this.clock = clock;
        this.ids = ids;
    }

    /** Makes UUIDv7, which a store takes in several times faster than random ones. */
    public static Supplier<String> timeOrderedIds() {
        NoArgGenerator generator = Generators.timeBasedEpochGenerator();
        return () -> generator.generate().toString();
    }

    /** The id that a job brings, or a fresh one. */
    public JobId idOf(NewJob<?> job) {
        return job.id().orElseGet(() -> new JobId(ids.get()));
    }

    /**
     * What is published for a job, as of now.
     *
     * @throws IllegalArgumentException as {@link #toKeep}
     */
    public Publication of(NewJob<?> job, JobId id) {
        return again(toKeep(job, id), job.lane(), Duration.ZERO);
    }

    /**
     * A job as it can be kept for a while, until {@link #again} says how it is to be sent.
     *
     * @throws IllegalArgumentException when the job can't be written: a lane that the topology lacks, a payload that is not JSON or
     *     is too large, a delay beyond the year 9999
     */
    public Publication toKeep(NewJob<?> job, JobId id) {
        byte[] body = codec.write(job.payload());
        if (body.length > limits.maxBodyBytes()) {
            throw new IllegalArgumentException("the payload of job " + id + " has " + body.length + " bytes; at most "
                    + limits.maxBodyBytes() + " are accepted. Put the data elsewhere and enqueue its id");
        }
        Instant now = clock.instant();
        Map<String, Object> headers = new HashMap<>(job.headers());
        Optional<Instant> due = job.startsAt(now);
        derivedKey(job, id, headers, body).ifPresent(key -> headers.put(WireHeaders.IDEMPOTENCY_KEY, key));
        due.ifPresent(time -> headers.put(WireHeaders.DUE_AT, time.toEpochMilli()));
        if (due.isPresent() && job.delay().isPresent()) {
            headers.put(WireHeaders.DELAY_LEFT, job.delay().get().toMillis());
        }
        Message message = new Message(properties(job, id, now, headers), body);
        return new Publication(topology.exchange(job.lane()), job.type().name().value(), message);
    }

    /** What a worker would make of it anyway; so it is known by its key from the beginning. */
    private Optional<String> derivedKey(NewJob<?> job, JobId id, Map<String, Object> headers, byte[] body) {
        if (headers.containsKey(WireHeaders.IDEMPOTENCY_KEY)) {
            return Optional.empty();
        }
        try {
            return DerivedKey.of(job.type().keySource(), headers, body, codec).key();
        } catch (MalformedMessage e) {
            throw new IllegalArgumentException(
                    "job " + id + " of type " + job.type().name() + " has no key: " + e.sentence(), e);
        }
    }

    /** What was {@linkplain #toKeep kept}, as it has to be sent after it was kept for so long: what waited there needs not wait on the ladder. */
    public Publication again(Publication kept, LaneName lane, Duration waited) {
        Message message = kept.message();
        String type = message.properties().type();
        String jobType = type == null ? kept.routingKey() : type;
        Optional<Duration> delay = millis(message, WireHeaders.DELAY_LEFT).map(Duration::ofMillis);
        if (delay.isPresent()) {
            Duration left = delay.get().minus(waited);
            return isPositive(left)
                    ? Delayed.after(left, topology, lane, jobType, message)
                    : atOnce(lane, jobType, Delayed.noMore(message));
        }
        Instant now = clock.instant();
        Optional<Instant> due = millis(message, WireHeaders.DUE_AT).map(Instant::ofEpochMilli);
        return due.isPresent() && due.get().isAfter(now)
                ? Delayed.untilDue(Duration.between(now, due.get()), topology, lane, jobType, message)
                : atOnce(lane, jobType, message);
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private static Optional<Long> millis(Message message, String header) {
        return message.properties().headers().get(header) instanceof Long millis
                ? Optional.of(millis)
                : Optional.empty();
    }

    private Publication atOnce(LaneName lane, String jobType, Message message) {
        return new Publication(topology.exchange(lane), jobType, message);
    }

    private static Message.Properties properties(NewJob<?> job, JobId id, Instant now, Map<String, Object> headers) {
        return new Message.Properties(
                job.type().name().value(),
                id.value(),
                "application/json",
                null,
                job.correlationId().orElse(null),
                job.replyTo().orElse(null),
                now.getEpochSecond(),
                null,
                null,
                null,
                null,
                null,
                headers);
    }

    /**
     * Refuses a link to a broker where a lane's queue is missing: that can be so without a publication ever coming back, as the lanes have an
     * alternate exchange.
     *
     * @throws BrokerException when one is; the message names it
     */
    public void requireLanes(PublishLink link) {
        topology.lanes().forEach(lane -> link.requireQueue(topology.queue(lane)));
    }
}
