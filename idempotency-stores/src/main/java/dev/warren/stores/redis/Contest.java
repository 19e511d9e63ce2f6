package dev.warren.stores.redis;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobLock;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.LockRules.Found;
import dev.warren.idempotency.LockRules.Life;
import dev.warren.idempotency.LockRules.LockStep;
import dev.warren.stores.redis.Rules.Sight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job that asks for a lock, and what was read of the three that count.
 *
 * @param job the job
 * @param own its record
 * @param name the lock's name
 * @param lock the lock as bytes, empty when there is none
 * @param holder the lock's holder; the job itself when there is none
 * @param holders the holder's record
 */
record Contest(JobKey job, Sight own, JobKey name, byte[] lock, JobKey holder, Sight holders) {
    /** Where the records to be written stand among the {@link #arguments}. */
    static final int OWN_RECORD = 1;

    static final int HOLDERS_RECORD = 8;

    private static final byte[] NOTHING = {};
    private static final List<byte[]> UNCHANGED = List.of(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING);

    Found found() {
        return lock.length == 0
                ? Found.NOTHING
                : new Found(LockForm.read(name, lock), holders.record(), holders.isHeld() ? Life.LIVE : Life.LAPSED);
    }

    List<byte[]> keys(Names names) {
        return List.of(names.jobKey(job), names.jobKey(holder), names.lockKey(name));
    }

    /** What {@code contend.lua} asks for. */
    List<byte[]> arguments(LockStep<?> step) {
        List<byte[]> arguments = new ArrayList<>(17);
        arguments.addAll(record(job, own.stored(), step.written()));
        arguments.addAll(record(holder, holders.stored(), step.replaced()));
        arguments.add(lock);
        JobLock taken = step.lock();
        arguments.add(taken == null ? NOTHING : LockForm.bytes(taken));
        arguments.add(taken == null ? NOTHING : Micros.text(Micros.of(over(taken))));
        return arguments;
    }

    private static List<byte[]> record(JobKey job, @Nullable Stored before, @Nullable JobRecord written) {
        if (written != null) {
            return Rules.argumentsOf(Names.job(job), before, written);
        }
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(before == null ? NOTHING : before.head());
        arguments.addAll(UNCHANGED);
        return arguments;
    }

    /** When both times of a lock are over. */
    private static Instant over(JobLock lock) {
        return lock.ends().isAfter(lock.reservedUntil()) ? lock.ends() : lock.reservedUntil();
    }
}
