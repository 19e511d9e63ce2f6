package dev.warren.outcome;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A failure in the form that travels with retries and dead letters. Cut to lengths that keep all headers together well below AMQP's
 * frame of 128 KiB: a message whose headers outgrow the frame can't be sent at all.
 *
 * @param type the exception's class name, at most 256 characters
 * @param message at most 1,024 characters
 * @param stack at most 4,096 characters
 */
public record Failure(String type, String message, String stack) {
    private static final int MAX_TYPE = 256;
    private static final int MAX_MESSAGE = 1_024;
    private static final int MAX_STACK = 4_096;

    /** Cuts what is too long. */
    public Failure {
        type = cut(type, MAX_TYPE);
        message = cut(message, MAX_MESSAGE);
        stack = cut(stack, MAX_STACK);
    }

    /** A failure that is no exception: only a sentence. */
    public static Failure sentence(String type, String sentence) {
        return new Failure(type, sentence, "");
    }

    /** What {@code failure} says of itself, however badly it behaves when asked. */
    public static Failure of(Throwable failure) {
        return new Failure(failure.getClass().getName(), messageOf(failure), stackOf(failure));
    }

    private static String messageOf(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? "" : message;
        } catch (Throwable e) { // it is the user's code, and an Error of it must not end the worker's thread
            return "(its message could not be read: " + e.getClass().getName() + ")";
        }
    }

    private static String stackOf(Throwable failure) {
        try {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (Throwable e) { // as above
            return "";
        }
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        // Never between the two halves of a surrogate pair, which could not be encoded.
        int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
        return text.substring(0, end) + "…";
    }
}
