package dev.warren.wire;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps headers within what an AMQP frame can hold: headers do not span frames, and a frame has 128 KiB by default. */
final class HeaderSize {
    /** Bounds recursion: the broker itself accepts far deeper tables than anybody needs. */
    private static final int MAX_DEPTH = 32;

    /** What may be published: well below a frame, so that properties and the broker's own headers fit too. */
    private static final int MAX_BYTES = 96 << 10;

    private static final int FIELD_OVERHEAD_BYTES = 8;

    private HeaderSize() {}

    /** About how many bytes the table has on the wire; never too few. */
    static int of(Map<String, Object> headers) {
        return headers.isEmpty() ? 0 : of(headers, 0);
    }

    /** The same headers if they fit, else without the largest ones that are not ours, whose names are listed instead. */
    static Map<String, Object> fit(Map<String, Object> headers, Collection<String> ours) {
        if (of(headers) <= MAX_BYTES) {
            return headers;
        }
        Map<String, Object> kept = new LinkedHashMap<>(headers);
        StringBuilder leftOut = new StringBuilder();
        List<String> largestFirst = headers.keySet().stream()
                .filter(name -> !ours.contains(name))
                .sorted((a, b) -> Integer.compare(of(headers.get(b), 0), of(headers.get(a), 0)))
                .toList();
        for (String name : largestFirst) {
            if (of(kept) <= MAX_BYTES) {
                break;
            }
            kept.remove(name);
            leftOut.append(leftOut.isEmpty() ? "" : ", ").append(name);
        }
        kept.put(WireHeaders.HEADERS_LEFT_OUT, leftOut.substring(0, Math.min(leftOut.length(), 1_024)));
        return kept;
    }

    private static int of(@Nullable Object value, int depth) {
        if (value == null || depth > MAX_DEPTH) {
            return FIELD_OVERHEAD_BYTES;
        }
        if (value instanceof Map<?, ?> table) {
            int sum = FIELD_OVERHEAD_BYTES;
            for (Map.Entry<?, ?> field : table.entrySet()) {
                sum += 3 * String.valueOf(field.getKey()).length() + of(field.getValue(), depth + 1);
            }
            return sum;
        }
        if (value instanceof Collection<?> array) {
            int sum = FIELD_OVERHEAD_BYTES;
            for (Object element : array) {
                sum += of(element, depth + 1);
            }
            return sum;
        }
        if (value instanceof byte[] bytes) {
            return FIELD_OVERHEAD_BYTES + bytes.length;
        }
        return value instanceof Number || value instanceof Boolean
                ? 2 * FIELD_OVERHEAD_BYTES
                : FIELD_OVERHEAD_BYTES + utf8Length(value.toString());
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return length;
    }
}
