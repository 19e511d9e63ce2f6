package dev.warren.console.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.Progress;
import dev.warren.outcome.Failure;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A job as it is shown; with {@code --json} the names of its parts are a contract.
 *
 * @param id the job id
 * @param key the idempotency key
 * @param status in lower case, such as {@code running} or {@code decided_retry}
 * @param ended whether nothing more happens to it by itself
 * @param lane the lane it was last seen in
 * @param worker who has claimed or decided it
 * @param enqueuedAt when it was enqueued
 * @param startedAt when it was last claimed; empty when it is only known to be enqueued
 * @param dueAt since when it should run, or when it is to run again
 * @param finishedAt when it ended
 * @param ranFor from its last claim to its end
 * @param error the last failure
 * @param result what its handler answered
 * @param progress how far the attempt under way is, or the last one got
 * @param history its attempts that are over and were not its last word, oldest first
 */
record JobView(
        String id,
        String key,
        String namespace,
        String tenant,
        String type,
        String status,
        boolean ended,
        Optional<String> lane,
        int life,
        int run,
        int attempt,
        int crashes,
        Optional<String> worker,
        Instant enqueuedAt,
        Optional<Instant> startedAt,
        Instant dueAt,
        Optional<Instant> finishedAt,
        Optional<Duration> ranFor,
        Optional<Failure> error,
        Optional<JsonNode> result,
        Optional<Progress> progress,
        List<PastView> history) {
    /**
     * An attempt that is over.
     *
     * @param worker who had it
     * @param ending {@code retried}, {@code snoozed}, {@code died}, {@code lost} or {@code released}
     */
    record PastView(
            int attempt,
            int life,
            int run,
            Optional<String> worker,
            Instant startedAt,
            Instant endedAt,
            String ending,
            Optional<String> error) {}

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static JobView of(JobRecord record) {
        return new JobView(
                record.id().value(),
                record.key().key(),
                record.key().namespace(),
                record.key().tenant(),
                record.key().type().value(),
                record.status().name().toLowerCase(Locale.ROOT),
                record.status().isFinal(),
                record.lane().map(LaneName::value),
                record.coordinates().life(),
                record.coordinates().run(),
                record.attempt(),
                record.crashes(),
                record.owner().map(Owner::value),
                record.enqueuedAt(),
                Optional.of(record.startedAt()).filter(claimed -> !isOnlyEnqueued(record)),
                record.dueAt(),
                record.finishedAt(),
                ranFor(record),
                record.error(),
                record.resultJson().map(JobView::json),
                record.progress(),
                record.history().stream().map(JobView::past).toList());
    }

    /** Whether no worker has claimed it yet: what is handed back has a past. */
    static boolean isOnlyEnqueued(JobRecord record) {
        return record.status() == JobStatus.PENDING && record.history().isEmpty();
    }

    /** Only a job that ran has run for some time. */
    private static Optional<Duration> ranFor(JobRecord record) {
        return switch (record.status()) {
            case SUCCEEDED, DEAD -> record.finishedAt().map(end -> Duration.between(record.startedAt(), end));
            case PENDING, RUNNING, RETRYING, DECIDED_RETRY, DECIDED_DEAD, DECIDED_SUCCEEDED, CANCELLED, EXPIRED ->
                Optional.empty();
        };
    }

    private static PastView past(PastAttempt attempt) {
        return new PastView(
                attempt.attempt(),
                attempt.coordinates().life(),
                attempt.coordinates().run(),
                attempt.owner().map(Owner::value),
                attempt.startedAt(),
                attempt.endedAt(),
                attempt.ending().name().toLowerCase(Locale.ROOT),
                attempt.error());
    }

    private static JsonNode json(String result) {
        try {
            return EXACT.readTree(result);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(result); // a store keeps what a handler's codec made
        }
    }
}
