package dev.warren.outcome;

import java.util.Optional;

/**
 * What is kept in the place of a result that could not be kept: a JSON object with a single field, which says why. So whoever asks for the
 * result can tell it from that of a handler that answered nothing.
 */
public final class LeftOut {
    private static final String BEFORE = "{\"warren-left-out\":\"";
    private static final String AFTER = "\"}";

    private LeftOut() {}

    /** The JSON to be kept. Of what JSON would have to escape nothing is left in the sentence. */
    public static String json(String sentence) {
        return BEFORE + sentence.replaceAll("[\\p{Cntrl}\"\\\\]", "'") + AFTER;
    }

    /** Why a result was left out; empty for any other result. */
    public static Optional<String> sentence(String resultJson) {
        return resultJson.startsWith(BEFORE) && resultJson.endsWith(AFTER)
                ? Optional.of(resultJson.substring(BEFORE.length(), resultJson.length() - AFTER.length()))
                : Optional.empty();
    }
}
