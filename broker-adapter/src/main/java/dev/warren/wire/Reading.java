package dev.warren.wire;

/** What reading a message came to. */
public sealed interface Reading {
    /**
     * A job.
     *
     * @param job what the message tells
     */
    record Readable(JobMessage job) implements Reading {}

    /**
     * Not a job.
     *
     * @param sentence what is wrong, where
     */
    record Malformed(String sentence) implements Reading {}
}
