package dev.warren.consume;

import dev.warren.idempotency.ClaimAnswer.Completed;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.outcome.LeftOut;
import dev.warren.wire.JobMessage;
import dev.warren.wire.WireHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What whoever asked for a job is told of its end.
 *
 * @param jobId the id of the job that ended so: of the first with the key, where a duplicate is answered
 * @param type its type
 * @param status how it ended
 * @param resultJson what its handler answered
 * @param reason why it was given up on, in one word
 * @param failure the same at length
 */
record Answer(
        JobId jobId,
        JobTypeName type,
        Status status,
        Optional<String> resultJson,
        Optional<String> reason,
        Optional<Failure> failure) {
    private static final String NO_RESULT = "null";

    /** How a job ended, as the wire has it. */
    enum Status {
        SUCCEEDED("succeeded"),
        DEAD("dead"),
        CANCELLED("cancelled"),
        EXPIRED("expired");

        private final String wireName;

        Status(String wireName) {
            this.wireName = wireName;
        }
    }

    /** An end of which nothing more is known. */
    static Answer of(JobMessage job, Status status) {
        return new Answer(job.id(), job.type(), status, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The end that a decision is; empty when the job goes on. */
    static Optional<Answer> of(JobMessage job, Decision decision) {
        return decision.match(new Ending(job));
    }

    /** The end of a job that was done before. */
    static Answer of(JobMessage job, Completed before) {
        return new Answer(
                before.first(), job.type(), Status.SUCCEEDED, before.resultJson(), Optional.empty(), Optional.empty());
    }

    private record Ending(JobMessage job) implements Decision.Cases<Optional<Answer>> {
        @Override
        public Optional<Answer> succeed(Decision.Succeed decision) {
            return Optional.of(new Answer(
                    job.id(), job.type(), Status.SUCCEEDED, decision.resultJson(), Optional.empty(), Optional.empty()));
        }

        @Override
        public Optional<Answer> retry(Decision.Retry decision) {
            return Optional.empty();
        }

        @Override
        public Optional<Answer> snooze(Decision.Snooze decision) {
            return Optional.empty();
        }

        @Override
        public Optional<Answer> dead(Decision.Dead decision) {
            return Optional.of(new Answer(
                    job.id(),
                    job.type(),
                    Status.DEAD,
                    Optional.empty(),
                    Optional.of(decision.reason().wireName()),
                    Optional.of(decision.failure())));
        }
    }

    /** The result's JSON; {@code null} when there is none. */
    byte[] body() {
        String json = leftOut().isPresent() ? NO_RESULT : resultJson.orElse(NO_RESULT);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    Map<String, Object> headers() {
        Map<String, Object> headers = new HashMap<>();
        headers.put(WireHeaders.STATUS, status.wireName);
        headers.put(WireHeaders.JOB_ID, jobId.value());
        headers.put(WireHeaders.JOB_TYPE, type.value());
        leftOut().ifPresent(sentence -> headers.put(WireHeaders.RESULT_LEFT_OUT, sentence));
        reason.ifPresent(word -> headers.put(WireHeaders.DEAD_REASON, word));
        failure.ifPresent(it -> {
            headers.put(WireHeaders.ERROR_TYPE, it.type());
            headers.put(WireHeaders.ERROR_MESSAGE, it.message());
        });
        return headers;
    }

    private Optional<String> leftOut() {
        return resultJson.flatMap(LeftOut::sentence);
    }
}
