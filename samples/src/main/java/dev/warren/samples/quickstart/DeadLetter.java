package dev.warren.samples.quickstart;

/**
 * A dead letter as its headers tell it.
 *
 * @param queue where it lies
 * @param id the job id
 * @param reason {@code dead-reason}
 * @param sentence {@code error-message}
 */
record DeadLetter(String queue, String id, String reason, String sentence) {}
