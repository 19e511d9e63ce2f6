package dev.warren.samples.email;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A mail with placeholders such as <code>{{name}}</code>: a line {@code Subject: ...}, an empty line, and HTML. A value becomes a part
 * of one line in the subject and is escaped in the HTML, so that no value can add a header or a tag.
 *
 * @param subject with placeholders
 * @param html with placeholders
 */
record Template(String subject, String html) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String SUBJECT = "Subject: ";

    /**
     * A mail to be sent.
     *
     * @param subject one line
     * @param html the body
     */
    record Filled(String subject, String html) {}

    /** Reads a template from the class path, beside this class. */
    static Template named(String name) throws IOException {
        try (InputStream in = Template.class.getResourceAsStream(name + ".html")) {
            if (in == null) {
                throw new IOException("there is no mail template " + name);
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Template parse(String name, String text) throws IOException {
        String[] parts = text.split("\\R\\R", 2);
        if (parts.length < 2 || !parts[0].startsWith(SUBJECT)) {
            throw new IOException(
                    "the mail template " + name + " must begin with a line '" + SUBJECT + "...' and an empty line");
        }
        return new Template(parts[0].substring(SUBJECT.length()), parts[1]);
    }

    /** Throws {@link IllegalArgumentException} when a placeholder has no value. */
    Filled fill(Map<String, String> values) {
        return new Filled(oneLine(replaced(subject, values)), replaced(html, escaped(values)));
    }

    private static String replaced(String text, Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        "the mail template's placeholder " + found.group() + " has no value");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static Map<String, String> escaped(Map<String, String> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> escape(entry.getValue())));
    }

    private static String escape(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
