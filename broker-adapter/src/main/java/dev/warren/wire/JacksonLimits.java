package dev.warren.wire;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bounds of JSON, as Jackson takes them, and what is said when one is broken. */
final class JacksonLimits {
    /** Digits of one number: an exact decimal of any use has fewer, and the time to read one grows with their square. */
    static final int MAX_NUMBER_CHARS = 1_000;

    /** One field's name. */
    static final int MAX_NAME_CHARS = 50_000;

    /** Jackson's words, "Number value length (1001) exceeds the maximum allowed (1000, from …)": numbers, never data. */
    private static final Pattern EXCEEDED =
            Pattern.compile("^([A-Za-z ]+) \\(-?\\d+\\).* exceeds the maximum allowed \\((\\d+)");

    private static final Map<String, String> SENTENCES = Map.of(
            "Document nesting depth", "it is nested deeper than %s levels",
            "Document length", "it has more than %s bytes",
            "Number value length", "a number has more than %s characters",
            "BigDecimal scale", "a number's exponent is beyond %s",
            "String value length", "a text has more than %s characters",
            "Name length", "a field's name has more than %s characters");

    private JacksonLimits() {}

    static StreamReadConstraints within(WireLimits limits) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(limits.maxDepth())
                .maxDocumentLength(limits.maxBodyBytes())
                .maxStringLength(limits.maxBodyBytes())
                .maxNumberLength(MAX_NUMBER_CHARS)
                .maxNameLength(MAX_NAME_CHARS)
                .build();
    }

    /** Which limit was broken, and what it is. */
    static String sentence(StreamConstraintsException e) {
        Matcher exceeded = EXCEEDED.matcher(String.valueOf(e.getOriginalMessage()));
        String broken = exceeded.find() ? SENTENCES.get(exceeded.group(1)) : null;
        return "the body breaks a limit on JSON: "
                + (broken == null
                        ? "size, depth, or length of a name, number or text"
                        : broken.formatted(exceeded.group(2)));
    }
}
