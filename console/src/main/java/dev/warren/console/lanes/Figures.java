package dev.warren.console.lanes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code --json} shows.
 *
 * @param at when it was asked
 * @param lanes the lanes
 * @param unrouted messages that no queue would have
 * @param sources who was asked
 */
record Figures(Instant at, List<LaneFigures> lanes, Optional<Long> unrouted, Sources sources) {
    /**
     * Who was asked.
     *
     * @param amqp {@code ok}, or what was in the way
     * @param management the same
     */
    record Sources(String amqp, String management) {
        static final String OK = "ok";

        boolean isAmqpMissing() {
            return !amqp.equals(OK);
        }

        boolean isManagementMissing() {
            return !management.equals(OK);
        }
    }
}
