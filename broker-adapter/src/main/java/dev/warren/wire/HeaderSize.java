package dev.warren.wire;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps headers within what an AMQP frame can hold: headers do not span frames, and a frame has 128 KiB by default. */
final class HeaderSize {
    /** Bounds recursion: the broker itself accepts far deeper tables than anybody needs. */
    static final int MAX_DEPTH = 32;

    /** The size of what is nested deeper: more than any limit, as it is not looked at. */
    static final long TOO_DEEP = 1L << 32;

    /** What may be published: well below a frame, so that properties and the broker's own headers fit too. */
    private static final int MAX_BYTES = 96 << 10;

    private static final int FIELD_OVERHEAD_BYTES = 8;
    private static final int MAX_LEFT_OUT_NAMES = 1_024;

    private HeaderSize() {}

    /** About how many bytes the table has on the wire; never too few. */
    static long of(Map<String, Object> headers) {
        return headers.isEmpty() ? 0 : of(headers, 0);
    }

    private record Field(String name, long bytes) {}

    /** The same headers if they fit, else without the largest ones, ours last; the names of those left out are listed instead. */
    static Map<String, Object> fit(Map<String, Object> headers, Collection<String> ours) {
        if (of(headers) <= MAX_BYTES) {
            return headers;
        }
        Map<String, Object> kept = new LinkedHashMap<>(headers);
        Object leftOutBefore = kept.remove(WireHeaders.HEADERS_LEFT_OUT);
        StringBuilder leftOut = new StringBuilder(leftOutBefore == null ? "" : leftOutBefore.toString());
        long bytes = of(kept);
        for (Field field : inOrderOfLeaving(kept, ours)) {
            if (bytes <= MAX_BYTES) {
                break;
            }
            kept.remove(field.name());
            bytes -= field.bytes();
            leftOut.append(leftOut.isEmpty() ? "" : ", ").append(field.name());
        }
        kept.put(WireHeaders.HEADERS_LEFT_OUT, leftOut.substring(0, Math.min(leftOut.length(), MAX_LEFT_OUT_NAMES)));
        return kept;
    }

    private static List<Field> inOrderOfLeaving(Map<String, Object> headers, Collection<String> ours) {
        return headers.entrySet().stream()
                .map(header -> new Field(header.getKey(), ofField(header, 0)))
                .sorted(Comparator.comparing((Field field) -> ours.contains(field.name()))
                        .thenComparing(Comparator.comparingLong(Field::bytes).reversed()))
                .toList();
    }

    private static long of(@Nullable Object value, int depth) {
        if (value == null) {
            return FIELD_OVERHEAD_BYTES;
        }
        if (value instanceof Map<?, ?> table) {
            long sum = FIELD_OVERHEAD_BYTES;
            for (Map.Entry<?, ?> field : table.entrySet()) {
                sum += ofField(field, depth);
            }
            return sum;
        }
        if (value instanceof Collection<?> array) {
            long sum = FIELD_OVERHEAD_BYTES;
            for (Object element : array) {
                sum += ofNested(element, depth);
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

    private static long ofField(Map.Entry<?, ?> field, int depth) {
        return 3L * String.valueOf(field.getKey()).length() + ofNested(field.getValue(), depth);
    }

    private static long ofNested(@Nullable Object value, int depth) {
        return depth >= MAX_DEPTH ? TOO_DEEP : of(value, depth + 1);
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
