package dev.warren.consume;

import dev.warren.outcome.Outcome;
import dev.warren.topology.LaneName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a worker counts. Tags have few values: a job type this worker does not know counts as {@code unknown}, so that a broken producer
 * can't fill the registry. {@code docs/operating.md} has the table.
 */
final class JobMetrics {
    /** The type tag of messages whose type is not known here. */
    static final String UNKNOWN_TYPE = "unknown";

    private final MeterRegistry registry;
    private final List<LaneName> lanes;
    private final Map<String, Counts> processed = new ConcurrentHashMap<>();
    private final Map<String, Timer> durations = new ConcurrentHashMap<>();
    private final Map<LaneName, Timer> latencies = new ConcurrentHashMap<>();
    private final Map<LaneName, AtomicLong> ready = new ConcurrentHashMap<>();
    private final Map<LaneName, AtomicLong> dead = new ConcurrentHashMap<>();
    private final AtomicLong unrouted;
    private final AtomicLong overdue = new AtomicLong();
    private final AtomicInteger connected;
    private final Counter withoutId;
    private final Counter fenced;

    private final Map<Reply, Counter> replies = new EnumMap<>(Reply.class);

    /** What became of an answer to {@code reply_to}. */
    enum Reply {
        /** The broker took it, whether there was a queue for it or not. */
        SENT,
        /** It could not be sent. */
        LOST,
        /** It was asked for in a queue of Warren's own. */
        REFUSED
    }

    /** The counters of one job type, by lane and outcome. */
    private final class Counts {
        private final String type;
        private final AtomicReferenceArray<@Nullable Counter> counters =
                new AtomicReferenceArray<>(lanes.size() * Outcome.values().length);

        Counts(String type) {
            this.type = type;
        }

        Counter of(LaneName lane, Outcome outcome) {
            int index = lanes.indexOf(lane) * Outcome.values().length + outcome.ordinal();
            Counter known = counters.get(index);
            if (known != null) {
                return known;
            }
            Counter counter = Counter.builder("jobs.processed")
                    .description("Deliveries by what they came to")
                    .tag("type", type)
                    .tag("lane", lane.value())
                    .tag("status", outcome.label())
                    .register(registry);
            counters.set(index, counter);
            return counter;
        }
    }

    JobMetrics(MeterRegistry registry, List<LaneName> lanes) {
        this.registry = registry;
        this.lanes = List.copyOf(lanes);
        for (LaneName lane : lanes) {
            ready.put(lane, gauge("jobs.ready", "Jobs that wait in the lane's queue", lane));
            dead.put(lane, gauge("jobs.dead.letters", "Dead letters in the lane's dead-letter queue", lane));
        }
        this.unrouted = new AtomicLong();
        Gauge.builder("jobs.unrouted", unrouted, AtomicLong::get)
                .description("Messages that no queue would have; should be 0")
                .register(registry);
        Gauge.builder("jobs.overdue", overdue, AtomicLong::get)
                .description("Jobs that should have moved on long ago with nobody at them, at most 1,000; should be 0")
                .register(registry);
        this.connected = new AtomicInteger();
        Gauge.builder("jobs.connection", connected, AtomicInteger::get)
                .tag("purpose", "consume")
                .description("1 while connected")
                .register(registry);
        this.withoutId = registry.counter("jobs.without.id");
        this.fenced = registry.counter("jobs.fenced");
        for (Reply reply : Reply.values()) {
            replies.put(
                    reply,
                    registry.counter("jobs.replies", "result", reply.name().toLowerCase(Locale.ROOT)));
        }
    }

    private AtomicLong gauge(String name, String description, LaneName lane) {
        AtomicLong value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::get)
                .tag("lane", lane.value())
                .description(description)
                .register(registry);
        return value;
    }

    /** Shows whether the store answers. */
    void store(BooleanSupplier answers) {
        Gauge.builder("jobs.store", () -> answers.getAsBoolean() ? 1 : 0)
                .description("1 while the idempotency store answers")
                .register(registry);
    }

    /** Shows how many jobs of a lane are in hand. */
    void inFlight(List<LaneName> lanes, ToIntFunction<LaneName> count) {
        for (LaneName lane : lanes) {
            Gauge.builder("jobs.in.flight", () -> count.applyAsInt(lane))
                    .tag("lane", lane.value())
                    .description("Jobs of the lane that this worker has claimed and not settled")
                    .register(registry);
        }
    }

    void processed(String type, LaneName lane, Outcome outcome) {
        processed.computeIfAbsent(type, Counts::new).of(lane, outcome).increment();
    }

    void ran(String type, long nanos) {
        durations
                .computeIfAbsent(
                        type,
                        name -> Timer.builder("jobs.duration")
                                .description("Time a handler took")
                                .tag("type", name)
                                .publishPercentileHistogram()
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void waited(LaneName lane, Duration time) {
        latencies
                .computeIfAbsent(
                        lane,
                        name -> Timer.builder("jobs.queue.latency")
                                .description("Time from a job's enqueueing, or its due time, to its start")
                                .tag("lane", name.value())
                                .publishPercentileHistogram()
                                .register(registry))
                .record(Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS); // a Duration of 292 years overflows
    }

    void ready(LaneName lane, long count) {
        setKnown(ready, lane, count);
    }

    void deadLetters(LaneName lane, long count) {
        setKnown(dead, lane, count);
    }

    private static void setKnown(Map<LaneName, AtomicLong> gauges, LaneName lane, long count) {
        AtomicLong gauge = gauges.get(lane);
        if (gauge != null) {
            gauge.set(count);
        }
    }

    void unrouted(long count) {
        unrouted.set(count);
    }

    void overdue(long count) {
        overdue.set(count);
    }

    void connected() {
        connected.set(1);
    }

    void disconnected() {
        connected.set(0);
    }

    void withoutId() {
        withoutId.increment();
    }

    void replied(Reply reply) {
        Objects.requireNonNull(replies.get(reply)).increment();
    }

    void fenced() {
        fenced.increment();
    }
}
