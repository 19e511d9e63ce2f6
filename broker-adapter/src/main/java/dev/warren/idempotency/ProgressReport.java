package dev.warren.idempotency;

/**
 * How far a running job is.
 *
 * @param claim the claim it runs under
 * @param progress how far it is
 */
public record ProgressReport(FencedKey claim, Progress progress) {}
