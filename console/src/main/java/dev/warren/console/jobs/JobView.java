package dev.warren.console.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.warren.broker.Publication;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.outcome.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A job as it is shown; with {@code --json} the names of its parts are a contract.
 *
 * @param id the job id
 * @param key the idempotency key
 * @param status in lower case, such as {@code running} or {@code decided_retry}
 * @param ended whether nothing more happens to it by itself
 * @param lane known only while a decision waits to be carried out
 * @param worker who has claimed or decided it
 * @param enqueuedAt when it was enqueued
 * @param startedAt when it was last claimed
 * @param dueAt since when it should run, or when it is to run again
 * @param finishedAt when it ended
 * @param ranFor from its last claim to its end
 * @param error the last failure
 * @param result what its handler answered
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
        Instant startedAt,
        Instant dueAt,
        Optional<Instant> finishedAt,
        Optional<Duration> ranFor,
        Optional<Failure> error,
        Optional<JsonNode> result) {
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
                record.decided().flatMap(decided -> lane(decided, record.key().namespace())),
                record.coordinates().life(),
                record.coordinates().run(),
                record.attempt(),
                record.crashes(),
                record.owner().map(Owner::value),
                record.enqueuedAt(),
                record.startedAt(),
                record.dueAt(),
                record.finishedAt(),
                ranFor(record),
                record.error(),
                record.resultJson().map(JobView::json));
    }

    /** Only a job that ran has run for some time. */
    private static Optional<Duration> ranFor(JobRecord record) {
        return switch (record.status()) {
            case SUCCEEDED, DEAD -> record.finishedAt().map(end -> Duration.between(record.startedAt(), end));
            case PENDING, RUNNING, RETRYING, DECIDED_RETRY, DECIDED_DEAD, DECIDED_SUCCEEDED, CANCELLED, EXPIRED ->
                Optional.empty();
        };
    }

    /** A dead letter's key is its lane; a retry goes to an exchange of its lane's ladder. */
    private static Optional<String> lane(Decided decided, String namespace) {
        return decided.follows().flatMap(follows -> lane(follows, namespace));
    }

    private static Optional<String> lane(Publication follows, String namespace) {
        if (follows.exchange().equals(namespace + ".dead")) {
            return Optional.of(follows.routingKey());
        }
        int ladder = follows.exchange().indexOf(".delay.");
        boolean isOurs = ladder > 0 && follows.exchange().startsWith(namespace + ".");
        return isOurs ? Optional.of(follows.exchange().substring(namespace.length() + 1, ladder)) : Optional.empty();
    }

    private static JsonNode json(String result) {
        try {
            return EXACT.readTree(result);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(result); // a store keeps what a handler's codec made
        }
    }
}
