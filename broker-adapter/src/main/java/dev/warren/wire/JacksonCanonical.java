package dev.warren.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * JSON in the one form that RFC 8785 (JCS) gives to each meaning: fields sorted by their names' UTF-16 code units, no white space, as few
 * escapes as can be, numbers by {@link JacksonNumbers}. Half of a surrogate pair, which the RFC refuses, is written as its escape, so that
 * it stays what it is.
 */
final class JacksonCanonical {
    private static final int FIRST_PLAIN = 0x20;

    private final StringBuilder out = new StringBuilder();

    private JacksonCanonical() {}

    static byte[] of(JsonNode json) {
        JacksonCanonical writer = new JacksonCanonical();
        writer.value(json);
        return writer.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(JsonNode json) {
        switch (json.getNodeType()) {
            case OBJECT -> object(json);
            case ARRAY -> array(json);
            case STRING -> text(json.textValue());
            case NUMBER -> out.append(JacksonNumbers.of(json.decimalValue()));
            case BOOLEAN -> out.append(json.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO -> throw new IllegalStateException("no JSON has a " + json.getNodeType());
        }
    }

    private void object(JsonNode json) {
        SortedMap<String, JsonNode> fields = new TreeMap<>(); // texts compare by UTF-16 code units
        json.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        out.append('{');
        String comma = "";
        for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
            out.append(comma);
            text(field.getKey());
            out.append(':');
            value(field.getValue());
            comma = ",";
        }
        out.append('}');
    }

    private void array(JsonNode json) {
        out.append('[');
        String comma = "";
        for (JsonNode element : json) {
            out.append(comma);
            value(element);
            comma = ",";
        }
        out.append(']');
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                out.append(c).append(text.charAt(++i));
            } else {
                character(c);
            }
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> {
                if (c < FIRST_PLAIN || Character.isSurrogate(c)) {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
