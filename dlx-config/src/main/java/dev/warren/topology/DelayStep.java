package dev.warren.topology;

import java.time.Duration;

/**
 * How one round through the ladder holds a message.
 *
 * @param entryLevel the level to enter at: the highest one that holds this delay, so that short delays skip the levels above
 * @param bits the delay in units, in binary, one digit per level from the highest to level 0, joined by dots
 * @param delay how long the round takes: a whole number of units, at most the ladder's longest round
 */
public record DelayStep(int entryLevel, String bits, Duration delay) {}
