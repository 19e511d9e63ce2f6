package dev.warren.consume;

import dev.warren.idempotency.JobKey;
import dev.warren.topology.LaneName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The jobs this worker has claimed and not settled, by key. Bounded by the lanes' prefetch. */
final class InFlight {
    private final Map<JobKey, RunningJob> jobs = new ConcurrentHashMap<>();
    private final Map<LaneName, AtomicInteger> counts = new ConcurrentHashMap<>();

    void add(RunningJob job) {
        jobs.put(job.claim().key(), job);
        count(job.lane()).incrementAndGet();
    }

    /** The fence under which a job is in hand here; 0 when it is not. */
    long fenceOf(JobKey key) {
        RunningJob job = jobs.get(key);
        return job == null ? 0 : job.claim().fence();
    }

    /** Lets a delivery join the running attempt of its job; false when there is none any more. */
    boolean join(JobKey key, Delivery delivery) {
        RunningJob job = jobs.get(key);
        return job != null && job.join(delivery);
    }

    /** Takes a job out and answers its deliveries, to be acked. */
    List<Delivery> settle(RunningJob job) {
        List<Delivery> deliveries = job.settle();
        jobs.remove(job.claim().key(), job);
        count(job.lane()).decrementAndGet();
        return deliveries;
    }

    /** The jobs whose handlers have said how far they are since the store was told last. */
    List<RunningJob> withNewProgress() {
        return jobs.values().stream().filter(RunningJob::hasNewProgress).toList();
    }

    /** Ends the run of a job that was cancelled, if it still is under this fence here. */
    void cancel(JobKey key, long fence) {
        RunningJob job = jobs.get(key);
        if (job != null && job.claim().fence() == fence) {
            job.cancel();
        }
    }

    /** Interrupts all handlers, and keeps what waits for a slot from starting. */
    void interruptAll() {
        jobs.values().forEach(RunningJob::interrupt);
    }

    /** The jobs whose handlers have called {@code System.exit}. */
    List<RunningJob> endingTheProcess() {
        return jobs.values().stream().filter(RunningJob::isEndingTheProcess).toList();
    }

    int count(List<LaneName> lanes) {
        return lanes.stream().mapToInt(lane -> count(lane).get()).sum();
    }

    int countOf(LaneName lane) {
        return count(lane).get();
    }

    private AtomicInteger count(LaneName lane) {
        return counts.computeIfAbsent(lane, name -> new AtomicInteger());
    }
}
