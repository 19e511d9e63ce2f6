package dev.warren.stores.outbox;

import java.time.Duration;
import java.util.Optional;

/**
 * A job in the outbox.
 *
 * @param seq its place
 * @param lane where it goes
 * @param orderingKey what it keeps its order with
 * @param jobId for the log
 * @param publication its message, encoded
 * @param trouble why the broker would not have it when it was last tried
 * @param waited how long it has been there, by the database's clock
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Waiting(
        long seq,
        String lane,
        Optional<String> orderingKey,
        String jobId,
        byte[] publication,
        Optional<String> trouble,
        Duration waited) {}
