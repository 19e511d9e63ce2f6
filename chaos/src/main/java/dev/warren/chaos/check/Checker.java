package dev.warren.chaos.check;

import dev.warren.chaos.ledger.Ledgers;
import dev.warren.chaos.ledger.Line;
import dev.warren.chaos.ledger.Line.Event;
import dev.warren.chaos.load.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what processes wrote down with what is left in store and queues. Knows nothing of Warren but how each {@link Kind} of job may end.
 */
public final class Checker {
    private static final int POISON_AFTER = 3;
    private static final String POISON = "poison";
    private static final int SIGKILL_CODE = 137;
    private static final Set<Integer> AS_ASKED = Set.of(0, 143, SIGKILL_CODE); // 143: by SIGTERM

    private final Ledgers ledgers;
    private final Remains remains;
    private final Limits limits;
    private final Map<String, JobState> jobs = new HashMap<>();
    private final Recoveries recoveries = new Recoveries();
    private final Map<String, Integer> exits = new HashMap<>();
    private final Set<String> needPoison = new HashSet<>();
    private final Verdict.Builder verdict = new Verdict.Builder();
    private long runs;

    /**
     * What counts as bounded.
     *
     * @param residentKibibytes the most memory that a process may have
     */
    public record Limits(long residentKibibytes) {}

    private Checker(Ledgers ledgers, Remains remains, Limits limits) {
        this.ledgers = ledgers;
        this.remains = remains;
        this.limits = limits;
    }

    /** Reads all, and says what is wrong. */
    public static Verdict check(Ledgers ledgers, Remains remains, Limits limits) throws IOException {
        return new Checker(ledgers, remains, limits).check();
    }

    private Verdict check() throws IOException {
        ledgers.read(Ledgers.DIRECTOR, this::readDirectors);
        for (String process : ledgers.processes()) {
            if (!process.equals(Ledgers.DIRECTOR)) {
                readOne(process);
            }
        }
        for (String process : ledgers.processes()) {
            ledgers.read(process, line -> readForRecoveries(process, line));
        }
        addRemains();
        jobs.forEach(this::checkJob);
        checkBounds();
        return verdict.build(jobs.values().stream().filter(job -> job.confirmed).count(), runs, ends(), recoveries);
    }

    private void readDirectors(Line line) {
        recoveries.director(line);
        if (line.event() == Event.GONE) {
            exits.put(line.id(), line.number());
            checkExit(line);
        }
    }

    /**
     * A process may end when it was asked to, by a poisonous job, also just when it is asked to, or before it was at work: its store or broker may be
     * away then.
     */
    private void checkExit(Line gone) {
        boolean byItself = gone.detail().equals("ready");
        boolean otherwiseThanAsked = gone.detail().equals("asked") && !AS_ASKED.contains(gone.number());
        if (byItself || otherwiseThanAsked) {
            needPoison.add(gone.id());
        }
    }

    private JobState job(String id) {
        return jobs.computeIfAbsent(id, none -> new JobState());
    }

    private void readOne(String process) throws IOException {
        Map<String, Line> open = new HashMap<>();
        List<String> unreadable = ledgers.read(process, line -> readLine(process, line, open));
        open.forEach((id, start) -> {
            recoveries.ran(process, id, start.micros(), Long.MAX_VALUE);
            job(id).crashes++;
        });
        if (needPoison.contains(process)
                && open.keySet().stream().noneMatch(id -> Kind.of(id).endsItsWorker())) {
            verdict.add(
                    Invariant.STANDING,
                    process,
                    "ended with exit code " + exits.get(process) + ", and had no poison in hand");
        }
        if (unreadable.size() > (exits.getOrDefault(process, 0) == SIGKILL_CODE ? 1 : 0)) {
            verdict.add(Invariant.KNOWN, process, "has unreadable lines in its ledger, such as " + unreadable.get(0));
        }
    }

    private void readLine(String process, Line line, Map<String, Line> open) {
        JobState job = job(line.id());
        switch (line.event()) {
            case TRIED -> job.tried = true;
            case CONFIRMED -> {
                job.confirmed = true;
                job.confirmedMicros = Math.min(job.confirmedMicros, line.micros());
            }
            case CANCELLING -> job.cancelling = true;
            case CANCELLED -> job.cancelled = true;
            case START -> {
                runs++;
                job.highestAttempt = Math.max(job.highestAttempt, line.number());
                open.put(line.id(), line);
            }
            case END -> {
                job.done |= line.detail().equals(Line.OK);
                Line start = open.remove(line.id());
                if (start != null) {
                    recoveries.ran(process, line.id(), start.micros(), line.micros());
                }
            }
            case STRUCK, HEALED, ENDING, GONE ->
                verdict.add(Invariant.KNOWN, process, "tells what only the director can: " + line.event());
        }
    }

    private void readForRecoveries(String process, Line line) {
        if (line.event() == Event.START) {
            recoveries.started(line, job(line.id()).confirmedMicros);
        } else if (line.event() == Event.CONFIRMED) {
            recoveries.confirmed(process, line);
        }
    }

    private void addRemains() {
        for (Remains.Known known : remains.records()) {
            JobState job = job(known.id());
            if (job.status != null) {
                verdict.add(Invariant.ONE_END, known.id(), "has two records in the store");
            }
            job.status = known.status();
            job.highestAttempt = Math.max(job.highestAttempt, known.attempt());
        }
        for (Remains.DeadLetter letter : remains.deadLetters()) {
            JobState job = job(letter.id());
            job.deadLetters++;
            job.reason = letter.reason();
        }
        remains.effects().forEach(id -> job(id).effects++);
    }

    private void checkJob(String id, JobState job) {
        if (!job.tried) {
            verdict.add(Invariant.KNOWN, id, "was never enqueued, and " + traces(job));
            return;
        }
        Kind kind = Kind.of(id);
        if (kind == Kind.BAD) {
            checkBad(id, job);
            return;
        }
        checkEnd(id, kind, job);
        checkEffects(id, kind, job);
        if (job.highestAttempt > kind.maxAttempts()) {
            verdict.add(
                    Invariant.ATTEMPTS, id, "had attempt " + job.highestAttempt + " of at most " + kind.maxAttempts());
        }
    }

    private static String traces(JobState job) {
        return "has the record " + job.status + ", " + job.deadLetters + " dead letters, " + job.effects
                + " effects, and attempts up to " + job.highestAttempt;
    }

    private void checkBad(String id, JobState job) {
        if (job.confirmed && job.deadLetters == 0) {
            verdict.add(Invariant.ENDED, id, "was confirmed, and no dead letter tells of its bad bytes");
        }
    }

    private void checkEnd(String id, Kind kind, JobState job) {
        Kind.End end = job.end();
        if (end == null) {
            if (job.confirmed) {
                verdict.add(
                        Invariant.ENDED,
                        id,
                        job.status == null
                                ? "was confirmed, and the store has never heard of it"
                                : "was confirmed, and is " + job.status + " for ever");
            } else if (job.status != null || job.deadLetters > 0) {
                verdict.add(Invariant.ENDED, id, "was seen, and is " + job.status + " for ever");
            }
            return;
        }
        if (end == Kind.End.DEAD && job.deadLetters == 0) {
            verdict.add(Invariant.ENDED, id, "is dead, and its dead letter is lost");
        }
        if (end != Kind.End.DEAD && job.deadLetters > 0) {
            verdict.add(Invariant.ONE_END, id, "is " + job.status + ", and has a dead letter of " + job.reason);
        }
        if (job.cancelled && end != Kind.End.CANCELLED) {
            verdict.add(Invariant.ONE_END, id, "was answered to be cancelled, and is " + job.status);
        }
        if (end == Kind.End.CANCELLED && !job.cancelling) {
            verdict.add(Invariant.KNOWN, id, "is cancelled, and nobody has asked for that");
        }
        checkRightEnd(id, kind, job, end);
    }

    private void checkRightEnd(String id, Kind kind, JobState job, Kind.End end) {
        boolean poison = end == Kind.End.DEAD && POISON.equals(job.reason);
        if (poison && job.crashes < POISON_AFTER) {
            verdict.add(Invariant.RIGHT_END, id, "is called poison after " + job.crashes + " crashes under it");
        } else if (!poison && !kind.ends().contains(end)) {
            verdict.add(Invariant.RIGHT_END, id, "is " + job.status + " of " + job.reason);
        }
        if (end == Kind.End.SUCCEEDED && !job.done && !kind.writes()) {
            verdict.add(Invariant.RIGHT_END, id, "has succeeded, and no handler has done it");
        }
    }

    private void checkEffects(String id, Kind kind, JobState job) {
        int right = kind.writes() && job.end() == Kind.End.SUCCEEDED ? 1 : 0;
        if (job.effects != right) {
            verdict.add(Invariant.ONE_EFFECT, id, "is " + job.status + ", and has " + job.effects + " rows");
        }
    }

    private void checkBounds() {
        if (remains.drain().isEmpty()) {
            verdict.add(Invariant.DRAINED, "the run", "was not over in time");
        }
        remains.queues()
                .forEach((queue, messages) ->
                        verdict.add(Invariant.BOUNDED, queue, "still has " + messages + " messages"));
        if (remains.unpublished() > 0) {
            verdict.add(Invariant.BOUNDED, "the outbox", "still has " + remains.unpublished() + " rows");
        }
        if (remains.records().size() > jobs.size()) {
            verdict.add(Invariant.BOUNDED, "the store", "has more records than there were jobs");
        }
        if (remains.largestResidentKibibytes() > limits.residentKibibytes()) {
            verdict.add(
                    Invariant.BOUNDED,
                    "a process",
                    "had " + remains.largestResidentKibibytes() + " KiB of memory, of at most "
                            + limits.residentKibibytes());
        }
    }

    private Map<String, Long> ends() {
        Map<String, Long> counts = new TreeMap<>();
        for (JobState job : jobs.values()) {
            Kind.End end = job.end();
            if (end != null) {
                counts.merge(String.valueOf(job.status), 1L, Long::sum);
            }
        }
        return counts;
    }

    /** All that ledgers tell of a subject, in the order of time; at most so many lines. */
    public static List<String> history(Ledgers ledgers, String subject, int most) throws IOException {
        List<Map.Entry<Long, String>> all = new ArrayList<>();
        for (String process : ledgers.processes()) {
            ledgers.read(process, line -> {
                boolean blow = process.equals(Ledgers.DIRECTOR)
                        && (line.event() == Event.STRUCK || line.event() == Event.HEALED);
                if (line.id().equals(subject) || blow) {
                    all.add(Map.entry(
                            line.micros(), process + ": " + line.text().strip()));
                }
            });
        }
        all.sort(Map.Entry.comparingByKey());
        List<String> texts = all.stream().map(Map.Entry::getValue).toList();
        return texts.subList(Math.max(0, texts.size() - most), texts.size());
    }
}
