package dev.warren.console.enqueue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.warren.wire.WireLimits;
import java.io.IOException;

/** Reads JSON as workers will, and says where it is wrong. Numbers keep every digit. */
final class Payload {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            // one more, for the line around a payload
                            .maxNestingDepth(WireLimits.STANDARD.maxDepth() + 1)
                            .maxStringLength(WireLimits.STANDARD.maxBodyBytes())
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Payload() {}

    /** Reads one JSON value; throws IllegalArgumentException that says line and column when it is none. */
    static JsonNode read(byte[] json) {
        try {
            JsonNode value = MAPPER.readTree(json);
            if (value == null || value.isMissingNode()) {
                throw new IllegalArgumentException("it is empty, where JSON is expected");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON" + at(e.getLocation()) + ": " + words(e));
        } catch (IOException e) {
            throw new IllegalArgumentException("it is not JSON in UTF-8");
        }
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** What the parser says, without its own account of the place. */
    private static String words(JsonProcessingException e) {
        String said = e.getOriginalMessage().replaceAll("(?s) \\(start marker at .*", "");
        return said.length() > 200 ? said.substring(0, 200) + "..." : said;
    }
}
