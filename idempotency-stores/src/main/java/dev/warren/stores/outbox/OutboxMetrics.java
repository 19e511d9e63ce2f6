package dev.warren.stores.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a relay counts: {@code jobs.outbox.waiting} (jobs in the table), {@code jobs.outbox.troubled} (those that the broker would not have),
 * {@code jobs.outbox.oldest} (seconds that the oldest has waited) and {@code jobs.outbox.relayed}. All relays of a table see the same table.
 */
final class OutboxMetrics {
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong troubled = new AtomicLong();
    private final AtomicLong oldestMillis = new AtomicLong();
    private final MeterRegistry registry;
    private final List<Gauge> gauges;
    private final Counter relayed;

    OutboxMetrics(MeterRegistry registry, String namespace) {
        Tags tags = Tags.of("namespace", namespace);
        this.registry = registry;
        this.gauges = List.of(
                Gauge.builder("jobs.outbox.waiting", waiting::get).tags(tags).register(registry),
                Gauge.builder("jobs.outbox.troubled", troubled::get).tags(tags).register(registry),
                Gauge.builder("jobs.outbox.oldest", () -> oldestMillis.get() / 1e3)
                        .tags(tags)
                        .register(registry));
        this.relayed = registry.counter("jobs.outbox.relayed", tags);
    }

    void backlog(Ground.Backlog backlog) {
        waiting.set(backlog.waiting());
        troubled.set(backlog.troubled());
        oldestMillis.set(backlog.oldestMillis());
    }

    void relayed(int count) {
        relayed.increment(count);
    }

    /** The relay ends: it looks no more, and its last look must not be taken for the present. */
    void close() {
        gauges.forEach(registry::remove);
    }
}
