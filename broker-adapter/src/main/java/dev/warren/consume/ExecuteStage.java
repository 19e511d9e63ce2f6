package dev.warren.consume;

import dev.warren.lanes.SlotPicker;
import dev.warren.lanes.SlotUse;
import dev.warren.outcome.AttemptResult;
import dev.warren.topology.LaneName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The second stage: a bounded number of slots, each of which runs one handler after the other. Which lane the next free slot serves is the
 * {@link SlotPicker}'s choice. Nothing here waits for broker or store. A slot is a thread in {@link #serve}, or whoever calls {@link #take}
 * and {@link #run} in its place.
 */
final class ExecuteStage {
    /** A lane that has room already is not waited for. */
    private static final int NEVER = -1;

    private final List<LaneName> lanes;
    private final HandlerCall call;
    private final SettleOrders settle;
    private final LeaseKeeper lease;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition allIdle = lock.newCondition();
    private final SlotPicker picker; // this and all below: guarded by lock
    private final List<ArrayDeque<RunningJob>> waiting = new ArrayList<>();
    private final int[] running;
    private final ClaimAhead ahead;
    private final int[] wakeAt;
    private final SlotUse use = new Use();
    private int unstarted;
    private int idle;
    private boolean waking;
    private int busy;
    private boolean stopped;
    private volatile Runnable onRoom = () -> {};

    ExecuteStage(WorkerParts parts, SettleOrders settle) {
        this.lanes = parts.settings().lanes();
        this.call = new HandlerCall(parts);
        this.settle = settle;
        this.lease = parts.lease();
        this.picker = parts.settings().shares().picker(lanes, parts.settings().slots());
        this.running = new int[lanes.size()];
        this.ahead = new ClaimAhead(lanes.size(), parts.settings().slots(), parts.nanos());
        this.wakeAt = new int[lanes.size()];
        Arrays.fill(wakeAt, NEVER);
        lanes.forEach(lane -> waiting.add(new ArrayDeque<>()));
    }

    private final class Use implements SlotUse {
        @Override
        public int waiting(int lane) {
            return waiting.get(lane).size();
        }

        @Override
        public int running(int lane) {
            return running[lane];
        }
    }

    /** Has {@code toWake} called when a lane that had no room has some again. Before the first job. */
    void onRoom(Runnable toWake) {
        onRoom = toWake;
    }

    /** How many jobs of each lane may be claimed now. A lane has none from its limit on until half of that has started. */
    int[] room() {
        lock.lock();
        try {
            int[] room = new int[lanes.size()];
            for (int lane = 0; lane < room.length; lane++) {
                int limit = ahead.limit(lane);
                int queued = waiting.get(lane).size();
                room[lane] = queued <= limit / 2 ? limit - queued : 0;
                wakeAt[lane] = room[lane] == 0 ? limit / 2 : NEVER;
            }
            return room;
        } finally {
            lock.unlock();
        }
    }

    void offer(Collection<RunningJob> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            for (RunningJob job : jobs) {
                waiting.get(lanes.indexOf(job.lane())).addLast(job);
            }
            unstarted += jobs.size();
            wakeOne();
        } finally {
            lock.unlock();
        }
    }

    /** One slot's life on a thread of its own: run a job, hand its result on, take the next; until the worker stops. */
    void serve() {
        for (RunningJob job = next(null); job != null; job = next(job)) {
            run(job);
        }
        JobLog.leaveHandlers();
    }

    /** As {@link #take}, and waits for the next job; null when the worker stops. */
    private @Nullable RunningJob next(@Nullable RunningJob ended) {
        lock.lock();
        try {
            free(ended);
            while (!stopped) {
                RunningJob job = pick();
                if (job != null) {
                    return job;
                }
                JobLog.leaveHandlers();
                idle++;
                work.awaitUninterruptibly();
                idle--;
                waking = false;
            }
            allIdle.signalAll();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a slot's job and takes its next, in one step as the lock is taken for every job.
     *
     * @param ended the job that was taken before, which {@link #run} is done with; null when the slot was free
     * @return null when there is none for the slot; it is free then
     */
    @Nullable
    RunningJob take(@Nullable RunningJob ended) {
        lock.lock();
        try {
            free(ended);
            return stopped ? null : pick();
        } finally {
            lock.unlock();
        }
    }

    private void free(@Nullable RunningJob ended) {
        if (ended != null) {
            running[lanes.indexOf(ended.lane())]--;
            busy--;
        }
    }

    private @Nullable RunningJob pick() {
        OptionalInt lane = picker.pick(use);
        if (lane.isEmpty()) {
            return null;
        }
        running[lane.getAsInt()]++;
        busy++;
        unstarted--;
        wakeOne();
        return started(lane.getAsInt());
    }

    private RunningJob started(int lane) {
        ahead.started(lane);
        RunningJob job = waiting.get(lane).removeFirst();
        if (waiting.get(lane).size() == wakeAt[lane]) {
            wakeAt[lane] = NEVER;
            onRoom.run();
        }
        return job;
    }

    /**
     * Wakes an idle slot when jobs wait, one at a time: it wakes the next when it has taken its own job. Waking costs more than many a
     * handler takes, so where one slot keeps up with the jobs, the others are left asleep.
     */
    private void wakeOne() {
        if (unstarted > 0 && idle > 0 && !waking) {
            waking = true;
            work.signal();
        }
    }

    /** Runs a job's handler and hands its result on. */
    void run(RunningJob job) {
        enter(job);
        handOn(job, attempt(job));
    }

    /** The beginning of {@link #run}: keeps a job from starting when this process stood still and others may have it by now. */
    void enter(RunningJob job) {
        if (lease.isOver()) {
            job.interrupt();
        }
    }

    /** The first half of {@link #run}: the handler; empty when the worker interrupted it, which says nothing about the job. */
    Optional<AttemptResult> attempt(RunningJob job) {
        return call.attempt(job);
    }

    /** The second half. */
    void handOn(RunningJob job, Optional<AttemptResult> result) {
        if (job.isCancelled()) {
            settle.cancelled(job);
        } else {
            result.ifPresentOrElse(ended -> settle.ended(job, ended), () -> settle.handBack(job, job.rest()));
        }
    }

    /** Starts no more jobs; answers those that were claimed and not started. */
    List<RunningJob> stop() {
        lock.lock();
        try {
            stopped = true;
            work.signalAll();
            List<RunningJob> left = new ArrayList<>();
            waiting.forEach(lane -> {
                left.addAll(lane);
                lane.clear();
            });
            unstarted = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for it: whether every handler, but for so many that never will, ended within {@code limit}. */
    boolean awaitIdle(Duration limit, int endless) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            while (busy > endless && left > 0) {
                left = allIdle.awaitNanos(left);
            }
            return busy <= endless;
        } finally {
            lock.unlock();
        }
    }

    /** Whether no handler runs and none is about to. */
    boolean isIdle() {
        lock.lock();
        try {
            return busy == 0 && unstarted == 0;
        } finally {
            lock.unlock();
        }
    }
}
