package dev.warren.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a sender counts: {@code jobs.publish.confirm} (time from the call to the confirm), {@code jobs.publish.failed{reason}} and
 * {@code jobs.connection{purpose}} (1 while connected).
 */
public final class PublishMetrics {
    private final MeterRegistry registry;
    private final String purpose;
    private final Timer confirm;
    private final AtomicInteger connected = new AtomicInteger();

    /**
     * Meters in {@code registry}.
     *
     * @param purpose tells senders of one program apart: {@code publish} for a publisher, {@code settle} for a worker
     */
    public PublishMetrics(MeterRegistry registry, String purpose) {
        this.registry = registry;
        this.purpose = purpose;
        this.confirm = Timer.builder("jobs.publish.confirm")
                .description("Time from a publication to the broker's confirm")
                .tag("purpose", purpose)
                .publishPercentileHistogram()
                .register(registry);
        registry.gauge("jobs.connection", Tags.of("purpose", purpose), connected);
    }

    void connected() {
        connected.set(1);
    }

    void disconnected() {
        connected.set(0);
    }

    void confirmed(long nanos) {
        confirm.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(PublishFailed failure) {
        registry.counter(
                        "jobs.publish.failed",
                        "purpose",
                        purpose,
                        "reason",
                        failure.getClass().getSimpleName())
                .increment();
    }
}
