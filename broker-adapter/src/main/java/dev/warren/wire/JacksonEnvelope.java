package dev.warren.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.warren.wire.PayloadCodec.BodyEnvelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one envelope. Its {@code data} is cut out byte for byte, so that a payload is the same with and without an envelope. */
final class JacksonEnvelope {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final byte[] json;
    private final JsonParser parser;

    private Optional<String> id = Optional.empty();
    private Optional<String> type = Optional.empty();
    private Optional<String> tenantId = Optional.empty();
    private Optional<String> userId = Optional.empty();
    private Optional<String> timestamp = Optional.empty();
    private byte[] data = NULL;

    JacksonEnvelope(byte[] json, JsonParser parser) {
        this.json = json;
        this.parser = parser;
    }

    /** The envelope; empty when the body is JSON and no object. */
    Optional<BodyEnvelope> read() throws IOException, MalformedMessage {
        boolean object = parser.nextToken() == JsonToken.START_OBJECT;
        if (object) {
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                parser.nextToken();
                take(field);
            }
        } else {
            parser.skipChildren();
        }
        requireEnd();
        return object ? Optional.of(new BodyEnvelope(id, type, tenantId, userId, timestamp, data)) : Optional.empty();
    }

    private void take(String field) throws IOException, MalformedMessage {
        switch (field) {
            case "id" -> id = text(field);
            case "type" -> type = text(field);
            case "tenantId" -> tenantId = text(field);
            case "userId" -> userId = text(field);
            case "timestamp" -> timestamp = text(field);
            case "data" -> data = bytesOfValue();
            default -> parser.skipChildren();
        }
    }

    private Optional<String> text(String field) throws IOException, MalformedMessage {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> Optional.empty();
            case VALUE_STRING, VALUE_NUMBER_INT -> Optional.of(parser.getText());
            default ->
                throw new MalformedMessage("the envelope's field `" + field + "` must be a text or a whole number");
        };
    }

    private byte[] bytesOfValue() throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(json, start, (int) parser.currentLocation().getByteOffset());
    }

    private void requireEnd() throws IOException, MalformedMessage {
        @Nullable JsonToken more = parser.nextToken();
        if (more != null) {
            throw new MalformedMessage("the body is not JSON: something follows its end");
        }
    }
}
