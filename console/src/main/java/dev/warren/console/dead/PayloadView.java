package dev.warren.console.dead;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.warren.deadletter.DeadLetter;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * A payload for JSON: itself, digit by digit, where it is JSON; else its bytes.
 *
 * @param json the payload, on one line
 * @param base64 the bytes of what is no JSON
 */
record PayloadView(Optional<RawValue> json, Optional<String> base64) {
    private static final JsonFactory JSON = new JsonFactory();

    static PayloadView of(DeadLetter letter) {
        Optional<RawValue> json =
                letter.payloadText().filter(PayloadView::isJson).map(text -> new RawValue(onOneLine(text)));
        return json.isPresent()
                ? new PayloadView(json, Optional.empty())
                : new PayloadView(
                        Optional.empty(), Optional.of(Base64.getEncoder().encodeToString(letter.payload())));
    }

    /** Within a JSON text, a line break stands between tokens only. */
    private static String onOneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ').strip();
    }

    /** Exactly one value. */
    private static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
