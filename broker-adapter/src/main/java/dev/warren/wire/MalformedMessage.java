package dev.warren.wire;

/** A message breaks the wire format, or its payload does not fit its job type. The message is one sentence: what is wrong, where. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessage(String sentence) {
        // No stack: it is a verdict about data, made often when a producer is broken.
        super(sentence, null, false, false);
    }

    /** What is wrong, where. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
