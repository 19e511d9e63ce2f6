package dev.warren.stores.faults;

import dev.warren.stores.faults.Entry.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A ledger, read. Lines of different processes may stand in the wrong order by a little, so times decide. */
final class History {
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private final Map<Long, Long> gone = new HashMap<>();
    private final List<Run> runs = new ArrayList<>();

    /**
     * A handler at work.
     *
     * @param id the job
     * @param attempt the number of the attempt
     * @param pid where
     * @param startMicros when it began
     * @param endMicros when it ended, or its process did; {@link Long#MAX_VALUE} when neither has
     * @param end how it ended; empty when its process ended first
     */
    record Run(String id, int attempt, long pid, long startMicros, long endMicros, Optional<String> end) {
        boolean overlaps(Run other) {
            return startMicros < other.endMicros && other.startMicros < endMicros;
        }
    }

    /** A time in which a process surely stood still; its last steps were before it. */
    record Standstill(long pid, long fromMicros, long toMicros) {}

    private History(List<String> lines) {
        for (String line : lines) {
            Entry.read(line).ifPresentOrElse(entries::add, () -> unreadable.add(line));
        }
        all(Event.GONE).forEach(entry -> gone.put(entry.pid(), entry.micros()));
        joinRuns();
    }

    static History read(Path ledger) throws IOException {
        return new History(Files.readAllLines(ledger));
    }

    private void joinRuns() {
        Map<String, Entry> ends = new HashMap<>();
        all(Event.END).forEach(end -> ends.put(end.pid() + " " + end.run(), end));
        for (Entry start : all(Event.START)) {
            Optional<Entry> end = Optional.ofNullable(ends.get(start.pid() + " " + start.run()));
            runs.add(new Run(
                    start.id(),
                    start.attempt(),
                    start.pid(),
                    start.micros(),
                    end.map(Entry::micros).orElseGet(() -> goneAt(start.pid()).orElse(Long.MAX_VALUE)),
                    end.map(Entry::detail)));
        }
    }

    List<Entry> all(Event event) {
        return entries.stream().filter(entry -> entry.event() == event).toList();
    }

    /** The jobs an event is about. */
    Set<String> ids(Event event) {
        Set<String> ids = new HashSet<>();
        all(event).forEach(entry -> ids.add(entry.id()));
        return ids;
    }

    List<Run> runs() {
        return List.copyOf(runs);
    }

    /** All runs of each job. */
    Map<String, List<Run>> runsOfJobs() {
        Map<String, List<Run>> all = new HashMap<>();
        runs.forEach(
                run -> all.computeIfAbsent(run.id(), id -> new ArrayList<>()).add(run));
        return all;
    }

    OptionalLong goneAt(long pid) {
        Long micros = gone.get(pid);
        return micros == null ? OptionalLong.empty() : OptionalLong.of(micros);
    }

    List<Standstill> standstills() {
        List<Standstill> all = new ArrayList<>();
        for (Entry pause : all(Event.PAUSED)) {
            long end = all(Event.RESUMING).stream()
                    .filter(entry -> entry.pid() == pause.pid() && entry.micros() >= pause.micros())
                    .mapToLong(Entry::micros)
                    .min()
                    .orElse(Long.MAX_VALUE);
            all.add(new Standstill(pause.pid(), pause.micros(), end));
        }
        return all;
    }

    List<String> unreadable() {
        return List.copyOf(unreadable);
    }
}
