package dev.warren.consume;

import java.util.List;

/**
 * What a worker tells the others when it starts a session.
 *
 * @param worker its id
 * @param session the number of its session, from 1
 * @param store the id of its idempotency store
 * @param lanes the names of the lanes it serves
 */
record Announcement(String worker, long session, String store, List<String> lanes) {
    Announcement {
        if (worker.isBlank() || store.isBlank()) {
            throw new IllegalArgumentException("an announcement names no worker, or no store");
        }
        lanes = List.copyOf(lanes);
    }

    /** Where this session is reached: what its own queue is named after. A new session has a new one, as the broker may still hold the old. */
    String address() {
        return address(worker, session);
    }

    static String address(String worker, long session) {
        return worker + "." + session;
    }
}
