package dev.warren.stores.faults;

import java.util.List;
import java.util.Map;

/**
 * What is found in store and queues when all is over.
 *
 * @param records what the store knows, by job
 * @param deadLetters what lies in the dead-letter queue
 * @param leftInQueues how many messages lie in queues that should be empty, by queue; those with none are left out
 */
record Remains(Map<String, Known> records, List<DeadLetter> deadLetters, Map<String, Long> leftInQueues) {
    /**
     * What the store knows of a job.
     *
     * @param status its last status
     * @param attempt the attempt it is at
     * @param crashes how many workers it is said to have brought down
     * @param fence the last claim's number
     */
    record Known(String status, int attempt, int crashes, long fence) {}

    /**
     * A dead letter.
     *
     * @param id the job
     * @param reason why it is dead
     */
    record DeadLetter(String id, String reason) {}
}
