package dev.warren.publish;

import dev.warren.broker.PublishLink.Numbers;
import dev.warren.broker.PublishLink.Returned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Which publications of one link still wait for the broker's word. One for each link, never carried over to the next, where numbers
 * start at 1 again.
 */
final class ConfirmTracker {
    private final TreeMap<Long, Pending> open = new TreeMap<>();

    synchronized void sent(long number, Pending pending) {
        open.put(number, pending);
    }

    /** Takes out what an answer is about; an answer about something unknown takes out nothing. */
    synchronized List<Pending> answered(Numbers numbers) {
        if (numbers.first() == numbers.last()) {
            Pending single = open.remove(numbers.last());
            return single == null ? List.of() : List.of(single);
        }
        var covered = open.headMap(numbers.last(), true);
        List<Pending> all = new ArrayList<>(covered.values());
        covered.clear();
        return all;
    }

    /**
     * Notes that a publication came back; its confirm is still to come. A return names no number, so the first open publication with the
     * same destination and id is taken: others like it come back as well.
     */
    synchronized void returned(Returned returned) {
        for (Pending pending : open.values()) {
            if (pending.returnReason().isEmpty() && isOf(pending, returned)) {
                pending.noteReturn(returned.reason());
                return;
            }
        }
    }

    private static boolean isOf(Pending pending, Returned returned) {
        var publication = pending.publication();
        String id =
                Objects.requireNonNullElse(publication.message().properties().messageId(), "");
        return publication.exchange().equals(returned.exchange())
                && publication.routingKey().equals(returned.routingKey())
                && id.equals(returned.messageId());
    }

    /** Drops what has passed its deadline: a queue without a leader may never answer, and what waits for it must not pile up. */
    synchronized void forgetSettled() {
        open.values().removeIf(Pending::isSettled);
    }

    /** Takes out all that is open, in the order it was sent. */
    synchronized Collection<Pending> takeAll() {
        List<Pending> all = new ArrayList<>(open.values());
        open.clear();
        return all;
    }
}
