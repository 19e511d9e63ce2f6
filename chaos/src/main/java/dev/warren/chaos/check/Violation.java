package dev.warren.chaos.check;

/**
 * An invariant that does not hold.
 *
 * @param invariant which
 * @param subject the job, process or queue
 * @param what was found
 */
public record Violation(Invariant invariant, String subject, String what) {}
