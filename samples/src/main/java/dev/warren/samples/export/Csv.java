package dev.warren.samples.export;

/** Lines of RFC 4180: fields that hold a comma, a quote or a line break are quoted, and quotes in them doubled. */
final class Csv {
    private Csv() {}

    static String line(String... fields) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                line.append(',');
            }
            line.append(field(fields[i]));
        }
        return line.append("\r\n").toString();
    }

    private static String field(String value) {
        boolean special = value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return special ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }
}
