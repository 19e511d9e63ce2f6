package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobRecord;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large and odd contents come out as they went in. */
abstract class ContentConformance extends Theme {
    private static final Failure ODD_FAILURE =
            new Failure("a.B$C", "ä€😀\u0000'\"\\\n".repeat(100), "at …\n\tat …\n".repeat(400));
    private static final Instant TO_THE_NANOSECOND = Instant.parse("2026-11-22T12:00:00.123456789Z");

    /** Through the record and through a finisher's hands. */
    private void assertSurvives(Decided decided) {
        long fence = granted(OTHER, "a", FIRST);
        decide(fence, "a", decided);
        Contents.assertSame(record("a").decided().orElseThrow(), decided);
        lapse();
        ClaimAnswer answer = claim(ME, "a", FIRST);
        assertThat(answer).isInstanceOf(ClaimAnswer.Finish.class);
        Contents.assertSame(((ClaimAnswer.Finish) answer).decided(), decided);
    }

    private static Publication publication(Map<String, Object> headers, byte[] body) {
        return new Publication(
                "jobs.ä€😀", "k".repeat(255), new Message(Message.Properties.of("greet", "id", headers), body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "{}", "\"ä€😀 \\u0000 '\\\"\"", "{ \"b\" : 1.0,  \"a\" : 1e400 }"})
    void aResultComesBackLetterByLetter(String json) {
        decide(granted(ME, "a", FIRST), "a", Claims.succeed(json));
        assertThat(record("a").resultJson()).contains(json);
        assertThat(claim(OTHER, "a", FIRST)).isEqualTo(new ClaimAnswer.Completed(new JobId("id-a"), Optional.of(json)));
    }

    @Test
    void aResultMayHaveAMebibyte() {
        String json = Contents.large();
        assertThat(json.getBytes(StandardCharsets.UTF_8).length).isGreaterThanOrEqualTo(1 << 20);
        decide(granted(ME, "a", FIRST), "a", Claims.succeed(json));
        assertThat(record("a").resultJson().orElseThrow().equals(json))
                .as("the same result")
                .isTrue();
    }

    @Test
    void aBodyMayHaveAMebibyteOfAnything() {
        byte[] body = new byte[1 << 20];
        new Random(20261122).nextBytes(body);
        assertSurvives(new Decided(
                new Decision.Dead(DeadReason.MAX_AGE, ODD_FAILURE, 7, TO_THE_NANOSECOND),
                Optional.of(publication(Map.of(), body))));
    }

    @Test
    void aBodyMayBeEmpty() {
        assertSurvives(
                new Decided(new Decision.Succeed(Optional.empty()), Optional.of(publication(Map.of(), new byte[0]))));
    }

    @Test
    void headersKeepTheirKinds() {
        assertSurvives(new Decided(
                new Decision.Retry(at(0, 2), 2, TO_THE_NANOSECOND, Duration.ofNanos(1_234_567_891), ODD_FAILURE),
                Optional.of(publication(Contents.everyKindOfHeader(), new byte[] {1}))));
    }

    @Test
    void allPropertiesSurvive() {
        Message.Properties all = new Message.Properties(
                "greet",
                "id",
                "text/plain",
                "gzip",
                "c",
                "r",
                1_795_348_800L,
                9,
                "app",
                "user",
                "cluster",
                "60000",
                Map.of());
        Publication publication = new Publication("", "", new Message(all, new byte[] {1}));
        assertSurvives(new Decided(
                new Decision.Snooze(at(0, 2), 1, TO_THE_NANOSECOND, Duration.ofDays(365)), Optional.of(publication)));
    }

    @Test
    void propertiesMayBeMissing() {
        Message.Properties none = new Message.Properties(
                null, null, null, null, null, null, null, null, null, null, null, null, Map.of());
        assertSurvives(new Decided(
                new Decision.Succeed(Optional.of("7")),
                Optional.of(new Publication("jobs", "", new Message(none, new byte[] {1})))));
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonSurvives(DeadReason reason) {
        assertSurvives(new Decided(
                new Decision.Dead(reason, ODD_FAILURE, 100, TO_THE_NANOSECOND),
                Optional.of(publication(Map.of(), new byte[] {1}))));
        assertThat(record("a").error()).contains(ODD_FAILURE);
    }

    @Test
    void aRecordKeepsTheLargestNumbers() {
        Coordinates far = at(Integer.MAX_VALUE, Integer.MAX_VALUE);
        granted(ME, "a", far);
        assertThat(record("a").coordinates()).isEqualTo(far);
        assertThat(record("a").attempt()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void anIdMayBeAnyTextOfItsLength() {
        String id = "ä€😀'\"%\\" + "x".repeat(200);
        claim(ME, Claims.carrying(request("a", FIRST), id, Long.MIN_VALUE));
        JobRecord record = record("a");
        assertThat(record.id()).isEqualTo(new JobId(id));
        assertThat(record.payloadHash()).isEqualTo(Long.MIN_VALUE);
    }
}
