package dev.warren.benchmarks.micro;

import dev.warren.broker.Message;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobKey;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Jobs as they come from a queue, each with an id of its own in the order of time. For one thread. */
final class SampleJobs {
    static final Decided SUCCESS = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static final JobTypeName TYPE = new JobTypeName("bench.noop");
    private static final int BYTES = 256;

    private long next;

    /**
     * What a handler gets.
     *
     * @param number tells jobs apart
     * @param filler makes it as large as it shall be
     */
    record Payload(long number, String filler) {}

    /** A message of 256 bytes of JSON, with the headers a worker adds when it tries again. */
    static Message retriedMessage() {
        return message(Map.of("life", 0, "run", 2, "attempt", 2, "first-enqueued-at", "2026-11-22T12:00:00Z"));
    }

    /** A message of 256 bytes of JSON as it is published. */
    static Message freshMessage() {
        return message(Map.of());
    }

    private static Message message(Map<String, Object> headers) {
        String begin = "{\"number\":1234567,\"filler\":\"";
        String end = "\"}";
        String body = begin + "x".repeat(BYTES - begin.length() - end.length()) + end;
        return new Message(
                Message.Properties.of(TYPE.value(), "0192a3b4-0000-7000-8000-000000000001", headers),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** So many deliveries that ask to be run, none of which has been seen before. */
    List<ClaimRequest> requests(int batch) {
        List<ClaimRequest> requests = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            requests.add(request());
        }
        return requests;
    }

    ClaimRequest request() {
        String id = new UUID(++next << 16, Long.MIN_VALUE | next).toString();
        return new ClaimRequest(
                new JobKey("bench", "", TYPE, id),
                new JobId(id),
                Coordinates.FIRST,
                1,
                next,
                NOW,
                Optional.empty(),
                0,
                3,
                LaneName.BULK);
    }
}
