package dev.warren.console.dead;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.warren.broker.Message;
import dev.warren.deadletter.DeadLetter;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MessageWriter;
import dev.warren.wire.WireHeaders;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A saved dead letter: a line that {@code warren enqueue --file} reads. Its headers make it a replay, as a resend of a dead job would be
 * dropped. What is no job has {@code body_base64} in place of a payload, and is refused there.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SavedLine(
        Optional<String> type,
        Optional<String> id,
        String lane,
        Optional<String> tenant,
        Optional<String> user,
        Optional<String> correlationId,
        Map<String, Object> headers,
        Optional<RawValue> payload,
        Optional<String> bodyBase64) {

    static SavedLine of(DeadLetter letter) {
        Message replay = MessageWriter.replayed(letter.message(), letter.note().reason(), Optional.empty());
        PayloadView payload = PayloadView.of(letter);
        return new SavedLine(
                letter.type(),
                letter.id(),
                letter.lane().value(),
                letter.job().flatMap(JobMessage::tenantId),
                letter.job().flatMap(JobMessage::userId),
                Optional.ofNullable(letter.message().properties().correlationId()),
                scalars(replay.properties().headers()),
                payload.json(),
                payload.base64());
    }

    /** A job file's headers are texts, whole numbers and truth values; anything else becomes a text. */
    private static Map<String, Object> scalars(Map<String, Object> headers) {
        Map<String, Object> scalars = new TreeMap<>();
        Headers.plain(headers).forEach((name, value) -> {
            if (value != null && !name.equals(WireHeaders.TENANT_ID) && !name.equals(WireHeaders.USER_ID)) {
                scalars.put(name, scalar(value));
            }
        });
        return scalars;
    }

    private static Object scalar(@Nullable Object value) {
        boolean kept = value instanceof Boolean
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte;
        if (value instanceof Map || value instanceof Collection) {
            return String.valueOf(value);
        }
        return kept && value != null ? value : String.valueOf(value);
    }
}
