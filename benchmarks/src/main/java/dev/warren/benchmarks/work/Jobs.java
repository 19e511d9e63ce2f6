package dev.warren.benchmarks.work;

import dev.warren.benchmarks.Place;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Jobs in the queues of a broker.
 *
 * @param uri the broker
 * @param queueType its queues
 * @param lanes the lanes that get them in turn
 */
public record Jobs(String uri, QueueType queueType, List<LaneName> lanes) {
    private static final int AT_ONCE = 10_000;
    private static final int WINDOW = 2_000;

    /** Copies the lanes. */
    public Jobs {
        lanes = List.copyOf(lanes);
    }

    /** On one lane of a place, whose queues are declared if need be. */
    public static Jobs onOneLane(Place place) throws Exception {
        return declared(new Jobs(place.rabbitUri(), place.queueType(), List.of(LaneName.BULK)));
    }

    /** On the lanes critical, default and bulk of a place. */
    public static Jobs onThreeLanes(Place place) throws Exception {
        return declared(new Jobs(
                place.rabbitUri(), place.queueType(), List.of(LaneName.CRITICAL, LaneName.DEFAULT, LaneName.BULK)));
    }

    private static Jobs declared(Jobs jobs) {
        RabbitBroker.at(jobs.uri).declare(jobs.topology());
        return jobs;
    }

    /** Exchanges and queues. */
    public Topology topology() {
        return NoOpJob.topology(queueType);
    }

    /** The first lane's queue. */
    public String queue() {
        return queues().get(0);
    }

    /** The lanes' queues. */
    public List<String> queues() {
        return lanes.stream().map(topology()::queue).toList();
    }

    /** A look at the queues. */
    public QueueWatch watch() throws Exception {
        return new QueueWatch(uri, queues());
    }

    /** Enqueues so many, of so many bytes each, numbered from 0, and waits until all are confirmed. */
    public void fill(int count, int bytes) {
        try (Publisher publisher = Publisher.builder(RabbitBroker.at(uri))
                .topology(topology())
                .metrics(new SimpleMeterRegistry()) // the global one would tell of a second publisher
                .settings(SenderSettings.STANDARD.withWindow(WINDOW).withRoomWithin(Duration.ofMinutes(1)))
                .start()) {
            for (int done = 0; done < count; done += AT_ONCE) {
                requireConfirmed(publisher.enqueueAll(LongStream.range(done, Math.min(count, done + AT_ONCE))
                        .mapToObj(number -> job(number, bytes))
                        .toList()));
            }
        }
    }

    private NewJob<NoOpJob> job(long number, int bytes) {
        return NoOpJob.of(number, bytes).onLane(lanes.get((int) (number % lanes.size())));
    }

    private static void requireConfirmed(List<Enqueued> enqueued) {
        if (!enqueued.stream().allMatch(Enqueued::isConfirmed)) {
            throw new IllegalStateException("not all jobs were confirmed");
        }
    }
}
