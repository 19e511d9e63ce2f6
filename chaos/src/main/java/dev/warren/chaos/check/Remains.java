package dev.warren.chaos.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is left after a run, besides what ledgers say.
 *
 * @param records what the store knows
 * @param deadLetters all there are
 * @param effects ids in the application's table, a row each
 * @param queues messages in each queue that is not for dead letters and not empty
 * @param unpublished rows in the outbox
 * @param largestResidentKibibytes the most memory that a process had
 * @param drain from the last fault's healing and the last new job to the end of all; empty when the limit was reached
 */
public record Remains(
        List<Known> records,
        List<DeadLetter> deadLetters,
        List<String> effects,
        Map<String, Long> queues,
        long unpublished,
        long largestResidentKibibytes,
        Optional<Duration> drain) {

    /**
     * A record.
     *
     * @param id the job's
     * @param status in the store's words, lower case: {@code succeeded}, {@code decided dead}
     * @param attempt the last one's number; 0 when the store does not say
     */
    public record Known(String id, String status, int attempt) {}

    /** A dead letter, with its reason. */
    public record DeadLetter(String id, String reason) {}

    /** Nothing at all, drained at once. */
    public static Remains none() {
        return new Remains(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), Map.of(), 0, 0, Optional.of(Duration.ZERO));
    }
}
