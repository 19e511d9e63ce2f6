package dev.warren.console.dead;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.warren.console.output.Colour;
import dev.warren.console.output.Output;
import dev.warren.deadletter.DeadLetter;
import dev.warren.wire.JobMessage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All of a dead letter; what {@code --json} shows of it. */
record LetterView(
        @JsonUnwrapped LetterRow letter,
        Optional<String> errorStack,
        Optional<String> flaw,
        Optional<String> worker,
        Optional<Instant> firstEnqueuedAt,
        Optional<Instant> expiresAt,
        Optional<String> tenant,
        Optional<String> user,
        Optional<String> idempotencyKey,
        @Nullable String correlationId,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        Map<String, @Nullable Object> headers,
        Optional<RawValue> payload,
        Optional<String> payloadBase64) {
    private static final int WORD = 14;
    private static final int MOST_PAYLOAD = 20_000;

    static LetterView of(DeadLetter letter) {
        Optional<JobMessage> job = letter.job();
        var properties = letter.message().properties();
        PayloadView payload = PayloadView.of(letter);
        return new LetterView(
                LetterRow.of(letter),
                letter.note().errorStack(),
                letter.flaw(),
                letter.note().worker(),
                letter.note().firstEnqueuedAt(),
                job.flatMap(JobMessage::expiresAt),
                job.flatMap(JobMessage::tenantId),
                job.flatMap(JobMessage::userId),
                job.map(JobMessage::key)
                        .filter(key -> letter.id().filter(key::equals).isEmpty()),
                properties.correlationId(),
                properties.contentType(),
                properties.contentEncoding(),
                Headers.plain(properties.headers()),
                payload.json(),
                payload.base64());
    }

    void tell(Output.Text text) {
        line(text, "id", letter.id().orElse("none"));
        line(text, "type", letter.type().orElse("none"));
        line(text, "lane", letter.lane());
        line(text, "reason", letter.reason());
        line(text, "died", letter.diedAt());
        line(text, "first enqueued", firstEnqueuedAt);
        line(text, "attempt", letter.attempt().map(attempt -> attempt + " of life " + letter.life()));
        line(text, "worker", worker);
        line(text, "tenant", tenant);
        line(text, "user", user);
        line(text, "key", idempotencyKey);
        line(text, "expires", expiresAt.map(LetterView::expiry));
        line(text, "not a job", flaw);
        line(text, "error", letter.errorType());
        line(text, "message", letter.errorMessage());
        errorStack.ifPresent(stack -> stack.lines().forEach(frame -> line(text, "", frame)));
        headers.forEach((name, value) -> line(text, "header", name + ": " + value));
        line(text, "payload", payloadText());
    }

    private static String expiry(Instant time) {
        return time.isBefore(Instant.now()) ? time + ": past, so that a replay ends as expired" : time.toString();
    }

    private String payloadText() {
        String all = payload.map(json -> String.valueOf(json.rawValue()))
                .orElseGet(() -> "Base64 " + payloadBase64.orElse(""));
        return all.length() <= MOST_PAYLOAD
                ? all
                : all.substring(0, MOST_PAYLOAD) + "… (" + all.length() + " characters; --json shows all)";
    }

    private static void line(Output.Text text, String word, Optional<?> value) {
        value.ifPresent(present -> line(text, word, present.toString()));
    }

    private static void line(Output.Text text, String word, String value) {
        text.line(Colour.DIM, word + " ".repeat(Math.max(0, WORD - word.length())), value);
    }
}
