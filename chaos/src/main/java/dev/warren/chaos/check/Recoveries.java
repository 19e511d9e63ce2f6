package dev.warren.chaos.check;

import dev.warren.chaos.faults.Fault.Recovery;
import dev.warren.chaos.faults.Faults;
import dev.warren.chaos.ledger.Line;
import dev.warren.chaos.ledger.Line.Event;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** How long it took after each blow until work went on. Fed with all lines of all ledgers, the director's first, twice. */
final class Recoveries {
    private final List<Struck> all = new ArrayList<>();
    private final Map<String, List<Struck>> awaited = new HashMap<>();

    /** A blow, and what was seen after it. */
    private static final class Struck {
        final int number;
        final String fault;
        final String victim;
        final long micros;
        final Recovery recovery;
        long healedMicros = Long.MAX_VALUE;
        long firstStart = Long.MAX_VALUE;
        long firstConfirm = Long.MAX_VALUE;
        long lastOfTheVictims;
        final Map<String, Long> nextStarts = new HashMap<>();

        Struck(Line line) {
            this.number = line.number();
            this.fault = line.detail();
            this.victim = line.id();
            this.micros = line.micros();
            this.recovery = Faults.named(fault).orElseThrow().recovery();
        }

        long overMicros() {
            return healedMicros == Long.MAX_VALUE
                    ? Long.MAX_VALUE
                    : healedMicros + recoveryMicros().orElse(0);
        }

        OptionalLong recoveryMicros() {
            long end = switch (recovery) {
                case OF_ALL -> Math.max(firstStart, firstConfirm) - healedMicros;
                case OF_CONFIRMS -> firstConfirm - micros;
                case OF_THE_VICTIMS_JOBS ->
                    nextStarts.values().stream()
                                    .filter(start -> start != Long.MAX_VALUE)
                                    .mapToLong(Long::longValue)
                                    .max()
                                    .orElse(Long.MAX_VALUE)
                            - micros;
                case NONE -> Long.MAX_VALUE;
            };
            return end < 0 || end > Long.MAX_VALUE / 2 ? OptionalLong.empty() : OptionalLong.of(end);
        }
    }

    /** Takes the director's lines. */
    void director(Line line) {
        if (line.event() == Event.STRUCK) {
            all.add(new Struck(line));
        } else if (line.event() == Event.HEALED) {
            all.stream()
                    .filter(struck -> struck.number == line.number())
                    .forEach(struck -> struck.healedMicros = line.micros());
        }
    }

    /** A run of a process, from its start to its end; {@link Long#MAX_VALUE} when it has none. First reading. */
    void ran(String process, String id, long startMicros, long endMicros) {
        for (Struck struck : all) {
            if (struck.recovery == Recovery.OF_THE_VICTIMS_JOBS
                    && struck.victim.equals(process)
                    && startMicros <= struck.micros
                    && endMicros > struck.healedMicros) {
                struck.nextStarts.put(id, Long.MAX_VALUE);
                awaited.computeIfAbsent(id, none -> new ArrayList<>()).add(struck);
            }
        }
    }

    /** A start of a job that was confirmed at a time, or never. Second reading. */
    void started(Line line, long confirmedMicros) {
        for (Struck struck : awaited.getOrDefault(line.id(), List.of())) {
            if (line.micros() > struck.micros) {
                struck.nextStarts.merge(line.id(), line.micros(), Math::min);
            }
        }
        for (Struck struck : all) {
            if (line.micros() > struck.healedMicros
                    && line.micros() < struck.firstStart
                    && confirmedMicros < struck.micros) {
                struck.firstStart = line.micros();
            }
        }
    }

    /** A confirm. Second reading. */
    void confirmed(String process, Line line) {
        for (Struck struck : all) {
            long from = struck.recovery == Recovery.OF_CONFIRMS ? struck.micros : struck.healedMicros;
            if (line.micros() > from && line.micros() < struck.firstConfirm && !process.equals(struck.victim)) {
                struck.firstConfirm = line.micros();
            }
        }
    }

    /** How often each fault struck, and the recoveries from it that could be measured, shortest first. */
    Map<String, Figures> figures() {
        Map<String, Figures> figures = new TreeMap<>();
        for (Struck struck : all) {
            Figures of = figures.computeIfAbsent(struck.fault, none -> new Figures());
            of.times++;
            struck.recoveryMicros()
                    .ifPresent(micros -> (isAlone(struck, micros) ? of.alone : of.together)
                            .add(Duration.of(micros, ChronoUnit.MICROS)));
        }
        figures.values().forEach(Figures::sort);
        return figures;
    }

    /** Whether nothing else that holds all up had to be recovered from at the same time. */
    private boolean isAlone(Struck struck, long recoveryMicros) {
        long from = struck.recovery == Recovery.OF_ALL ? struck.healedMicros : struck.micros;
        for (Struck other : all) {
            if (other != struck
                    && other.recovery == Recovery.OF_ALL
                    && other.micros < from + recoveryMicros
                    && other.overMicros() > struck.micros) {
                return false;
            }
        }
        return true;
    }

    /** Of one fault: how often it struck, and its recoveries, with no other fault that holds all up at the same time, and with one. */
    static final class Figures {
        int times;
        final List<Duration> alone = new ArrayList<>();
        final List<Duration> together = new ArrayList<>();

        private void sort() {
            alone.sort(Comparator.naturalOrder());
            together.sort(Comparator.naturalOrder());
        }
    }
}
