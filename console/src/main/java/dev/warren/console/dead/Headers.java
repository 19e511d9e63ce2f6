package dev.warren.console.dead;

import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Headers as a client gives them, in values that JSON knows. */
final class Headers {
    private Headers() {}

    /** By name. Texts of any kind become texts, times ISO-8601, bytes Base64. */
    static Map<String, @Nullable Object> plain(Map<String, Object> headers) {
        Map<String, @Nullable Object> plain = new TreeMap<>();
        headers.forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Number) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof Date time) {
            return time.toInstant();
        }
        if (value instanceof Map<?, ?> table) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            table.forEach((name, field) -> plain.put(String.valueOf(name), plain(field)));
            return plain;
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Headers::plain).toList();
        }
        return value.toString();
    }
}
