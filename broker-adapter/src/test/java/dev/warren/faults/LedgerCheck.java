package dev.warren.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads a ledger and says what is wrong. Knows nothing of Warren: only the file, and which ids lie in queues where none should lie.
 *
 * @param tried how many jobs an enqueue was asked for
 * @param confirmed how many of these were confirmed
 * @param ran how many different jobs ran
 * @param lost confirmed jobs that never ran
 * @param invented jobs that ran and were never asked for
 * @param repeated jobs that ran to their end more than once
 * @param stray ids in dead-letter and unrouted queues
 * @param unreadable lines that are no events
 */
record LedgerCheck(
        int tried,
        int confirmed,
        int ran,
        List<String> lost,
        List<String> invented,
        List<String> repeated,
        List<String> stray,
        List<String> unreadable) {

    static LedgerCheck of(Path ledger, Collection<String> stray) throws IOException {
        Map<String, Integer> tried = new HashMap<>();
        Map<String, Integer> confirmed = new HashMap<>();
        Map<String, Integer> ran = new HashMap<>();
        List<String> unreadable = new ArrayList<>();
        for (String line : Files.readAllLines(ledger)) {
            String id = line.substring(line.indexOf(' ') + 1);
            switch (line.substring(0, Math.max(0, line.indexOf(' ')))) {
                case "TRIED" -> tried.merge(id, 1, Integer::sum);
                case "CONFIRMED" -> confirmed.merge(id, 1, Integer::sum);
                case "RAN" -> ran.merge(id, 1, Integer::sum);
                default -> unreadable.add(line);
            }
        }
        return new LedgerCheck(
                tried.size(),
                confirmed.size(),
                ran.size(),
                without(confirmed, ran),
                without(ran, tried),
                ran.entrySet().stream()
                        .filter(job -> job.getValue() > 1)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                List.copyOf(new TreeSet<>(stray)),
                unreadable);
    }

    private static List<String> without(Map<String, Integer> some, Map<String, Integer> others) {
        return some.keySet().stream()
                .filter(id -> !others.containsKey(id))
                .sorted()
                .toList();
    }

    /** One sentence for each thing that must not be; empty when all is well. */
    List<String> complaints() {
        List<String> all = new ArrayList<>();
        complain(all, "confirmed jobs never ran", lost);
        complain(all, "jobs ran that nobody enqueued", invented);
        complain(all, "jobs were completed more than once", repeated);
        complain(all, "messages lie in dead-letter or unrouted queues", stray);
        complain(all, "lines can't be read", unreadable);
        if (confirmed == 0) {
            all.add("nothing was confirmed, so nothing was shown");
        }
        return all;
    }

    private static void complain(List<String> all, String what, List<String> which) {
        if (!which.isEmpty()) {
            all.add(which.size() + " " + what + ", such as " + which.get(0));
        }
    }
}
