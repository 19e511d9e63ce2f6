package dev.warren.console.enqueue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.consume.Worker;
import dev.warren.job.JobType;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.Topology;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;

/**
 * What a worker runs of the jobs that were enqueued.
 *
 * @param payloads one for each run
 */
record EnqueuedJobs(List<String> payloads) {
    /** Runs the jobs of type {@code t} and {@code email.send} until the lane is empty; waits for so many. */
    static EnqueuedJobs in(String namespace, int expected) {
        return at(TestBroker.shared().uri(), namespace, expected);
    }

    static EnqueuedJobs at(URI broker, String namespace, int expected) {
        ConcurrentLinkedQueue<String> payloads = new ConcurrentLinkedQueue<>();
        Map<String, Boolean> different = new ConcurrentHashMap<>();
        try (Worker worker = Worker.builder(RabbitBroker.at(broker.toString()))
                .topology(Topology.builder().namespace(namespace).build())
                .run(JobType.of("t", JsonNode.class), job -> note(job.payload(), payloads, different))
                .run(JobType.of("email.send", JsonNode.class), job -> note(job.payload(), payloads, different))
                .start()) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> different.size() >= expected);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> worker.inFlight() == 0);
        }
        return new EnqueuedJobs(List.copyOf(payloads));
    }

    private static void note(JsonNode payload, ConcurrentLinkedQueue<String> all, Map<String, Boolean> different) {
        all.add(payload.toString());
        different.put(payload.toString(), true);
    }
}
