package dev.warren.stores.faults;

import dev.warren.stores.faults.Entry.Event;
import dev.warren.stores.faults.History.Run;
import dev.warren.stores.faults.History.Standstill;
import dev.warren.stores.faults.Kind.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares a ledger with what is left in store and queues, and says what is wrong. Pure, and knows nothing of Warren but how each
 * {@link Kind} of job has to end.
 */
final class EndingsCheck {
    private static final int POISON_AFTER = 3;
    private static final String ENDED_BY_SIGTERM = "143";
    private static final String POISON = "poison";
    private static final String EXHAUSTED = "attempts-exhausted";

    private final History history;
    private final Remains remains;
    private final long leaseMicros;

    /** The jobs each complaint is about. */
    private final Map<String, List<String>> found = new TreeMap<>();

    private EndingsCheck(History history, Remains remains, Duration lease) {
        this.history = history;
        this.remains = remains;
        this.leaseMicros = lease.toNanos() / 1_000;
    }

    /** One sentence for each kind of thing that must not be; empty when all is well. */
    static List<String> complaints(History history, Remains remains, Duration lease) {
        return new EndingsCheck(history, remains, lease).complaints();
    }

    private List<String> complaints() {
        if (history.ids(Event.CONFIRMED).isEmpty()) {
            complain("nothing was confirmed, so nothing was shown", "nothing");
        }
        history.unreadable().forEach(line -> complain("lines can't be read", line));
        remains.leftInQueues().forEach((queue, count) -> complain("queues are not empty", queue + " with " + count));
        checkNothingIsInvented();
        checkEndings();
        checkDeadLetters();
        checkRuns();
        checkDecisions();
        checkStops();
        return found.entrySet().stream()
                .map(each -> each.getValue().size() + " " + each.getKey() + ", such as "
                        + each.getValue().get(0))
                .toList();
    }

    private void complain(String what, String which) {
        found.computeIfAbsent(what, none -> new ArrayList<>()).add(which);
    }

    private void checkNothingIsInvented() {
        Set<String> known = new HashSet<>(history.ids(Event.TRIED));
        Set<String> seen = new HashSet<>(history.ids(Event.START));
        remains.deadLetters().forEach(letter -> seen.add(letter.id()));
        seen.removeAll(known);
        seen.forEach(id -> complain("jobs were never enqueued", id));
    }

    private void checkEndings() {
        for (String id : history.ids(Event.CONFIRMED)) {
            Remains.@Nullable Known record = remains.records().get(id);
            if (record == null) {
                complain("confirmed jobs are not known to the store", id);
            } else {
                checkEnding(id, record);
            }
        }
    }

    private void checkEnding(String id, Remains.Known record) {
        Kind kind = Kind.of(id);
        String expected = kind.fate() == Fate.SUCCEEDS ? "SUCCEEDED" : "DEAD";
        if (!record.status().equals(expected)) {
            complain("jobs ended in another way than they must", id + " as " + record.status());
        }
        if (record.attempt() > kind.maxAttempts()) {
            complain("jobs had more attempts than they may", id);
        }
        if (kind.fate() == Fate.POISONS && record.crashes() != POISON_AFTER) {
            complain("poisoned jobs were blamed for another number of crashes than " + POISON_AFTER, id);
        }
        if (kind.fate() != Fate.POISONS && record.crashes() >= POISON_AFTER) {
            complain("jobs were blamed for the crashes of others", id);
        }
    }

    private void checkDeadLetters() {
        Set<String> dead = new HashSet<>();
        for (Remains.DeadLetter letter : remains.deadLetters()) {
            dead.add(letter.id());
            String expected = switch (Kind.of(letter.id()).fate()) {
                case SUCCEEDS -> "none";
                case DIES -> EXHAUSTED;
                case POISONS -> POISON;
            };
            if (!letter.reason().equals(expected)) {
                complain("dead letters have another reason than they must", letter.id() + " of " + letter.reason());
            }
        }
        for (String id : history.ids(Event.CONFIRMED)) {
            if (Kind.of(id).fate() != Fate.SUCCEEDS && !dead.contains(id)) {
                complain("dead jobs have no dead letter", id);
            }
        }
    }

    private void checkRuns() {
        Map<String, List<Run>> all = history.runsOfJobs();
        all.forEach((id, runs) -> {
            runs.forEach(this::checkRun);
            checkOverlaps(id, runs);
        });
        for (String id : history.ids(Event.CONFIRMED)) {
            boolean done = all.getOrDefault(id, List.of()).stream()
                    .anyMatch(run -> run.end().filter(Entry.OK::equals).isPresent());
            if (done != (Kind.of(id).fate() == Fate.SUCCEEDS)) {
                complain("jobs' work was not done, or done though it must fail", id);
            }
        }
    }

    private void checkRun(Run run) {
        if (run.endMicros() == Long.MAX_VALUE) {
            complain("runs never ended", run.id());
        }
        if (run.attempt() > Kind.of(run.id()).maxAttempts()) {
            complain("jobs had more attempts than they may", run.id());
        }
    }

    private void checkOverlaps(String id, List<Run> runs) {
        for (Run one : runs) {
            for (Run other : runs) {
                if (!one.equals(other)
                        && one.startMicros() <= other.startMicros()
                        && one.overlaps(other)
                        && !stoodStill(one, other)) {
                    complain("jobs had two runs at the same time", id);
                }
            }
        }
    }

    /** Whether the earlier one's process had been still for longer than its lease when the other one began. */
    private boolean stoodStill(Run earlier, Run later) {
        for (Standstill still : history.standstills()) {
            boolean longEnough = still.toMicros() - still.fromMicros() >= leaseMicros;
            boolean between = still.fromMicros() <= later.startMicros() && earlier.startMicros() <= still.fromMicros();
            if (still.pid() == earlier.pid() && longEnough && between) {
                return true;
            }
        }
        return false;
    }

    private void checkStops() {
        Map<Long, String> exits = new HashMap<>();
        history.all(Event.GONE).forEach(entry -> exits.put(entry.pid(), entry.detail()));
        for (Entry stop : history.all(Event.STOPPING)) {
            if (!ENDED_BY_SIGTERM.equals(exits.get(stop.pid()))) {
                complain("processes that were asked to stop did not, or crashed on the way", "process " + stop.pid());
            }
        }
    }

    /** Whoever ran a job, only one has completed it: the one whose claim the record holds. */
    private void checkDecisions() {
        Map<String, Set<Long>> completed = new HashMap<>();
        for (Entry entry : history.all(Event.RECORDED)) {
            if (entry.detail().equals("succeeded")) {
                completed.computeIfAbsent(entry.id(), id -> new HashSet<>()).add(entry.run());
            }
        }
        completed.forEach((id, fences) -> {
            Remains.@Nullable Known record = remains.records().get(id);
            if (fences.size() > 1) {
                complain("jobs were completed more than once", id);
            } else if (record != null && !fences.contains(record.fence())) {
                complain("jobs were completed under another claim than their record's", id);
            }
        });
    }
}
