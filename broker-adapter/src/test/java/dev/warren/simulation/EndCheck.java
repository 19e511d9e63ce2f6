package dev.warren.simulation;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.simulation.Inspection.Held;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold when all is quiet: every job ended in exactly one way. */
final class EndCheck {
    private final SettleRun run;
    private final List<Held> letters;

    EndCheck(SettleRun run) {
        this.run = run;
        this.letters = run.broker.inspect().in(SettleRun.DEAD_QUEUE);
    }

    void check() {
        run.broker.violations().forEach(words -> run.violated("the broker was asked nonsense: " + words));
        run.broker.losses().forEach(words -> run.violated("the broker let go of a message: " + words));
        run.jobs.forEach(this::check);
    }

    private void check(Script job) {
        JobRecord record = run.store.record(job.key).orElse(null);
        if (record == null) {
            run.violated("LOST: " + job + " has no record");
            return;
        }
        if (!record.status().isFinal()) {
            run.violated("LOST: nothing moves any more, and " + WatchedStore.words(record) + " of " + job);
            return;
        }
        checkEnd(job, record);
        checkConflicts(job, record);
        checkReplays(job, record);
        if (job.cancelled && record.status() != JobStatus.CANCELLED) {
            run.violated(job + " was cancelled, and ended " + WatchedStore.words(record));
        }
    }

    /** Letters of lives below the record's are superseded: each was moved back, or is another copy of one that was. */
    private void checkEnd(Script job, JobRecord record) {
        int life = record.coordinates().life();
        Set<String> ofThisLife = new HashSet<>();
        for (Held letter : letters) {
            boolean own = job.ids.contains(letter.id()) || job.conflictingIds.contains(letter.id());
            if (own && !Hands.isConflict(letter.message()) && letter.life() >= life) {
                ofThisLife.add(letter.id() + " of life " + letter.life());
            }
        }
        int expected = record.status() == JobStatus.DEAD ? 1 : 0;
        if (ofThisLife.size() != expected) {
            run.violated((ofThisLife.size() < expected ? "LOST: " : "TWO ENDS: ") + WatchedStore.words(record) + " of "
                    + job + ", and its dead letters are " + ofThisLife);
        }
        if (record.status() == JobStatus.SUCCEEDED && !job.effects.contains(life)) {
            run.violated("NOT DONE: " + WatchedStore.words(record) + " of " + job + ", and its handler did nothing");
        }
    }

    /** Whoever came second with another payload is a dead letter. */
    private void checkConflicts(Script job, JobRecord record) {
        if (job.conflictingIds.isEmpty() || record.payloadHash() == dev.warren.idempotency.PayloadHash.UNKNOWN) {
            return;
        }
        boolean conflictingWon = job.conflictingIds.contains(record.id().value());
        for (String id : conflictingWon ? job.ids : job.conflictingIds) {
            boolean there = false;
            for (Held letter : letters) {
                there |= letter.id().equals(id) && Hands.isConflict(letter.message());
            }
            if (!there) {
                run.violated("LOST: " + id + " has another payload than " + record.id()
                        + " under the same key, and is no dead letter");
            }
        }
    }

    private void checkReplays(Script job, JobRecord record) {
        for (int life : job.replayed) {
            if (record.coordinates().life() <= life && record.status() != JobStatus.CANCELLED) {
                run.violated("LOST: the dead letter of life " + life + " was moved back, and "
                        + WatchedStore.words(record) + " of " + job);
            }
        }
    }
}
