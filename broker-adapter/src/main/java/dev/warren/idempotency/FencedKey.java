package dev.warren.idempotency;

/**
 * A claim, named by its key and fence.
 *
 * @param key the job
 * @param fence the number the claim was granted with
 */
public record FencedKey(JobKey key, long fence) {}
