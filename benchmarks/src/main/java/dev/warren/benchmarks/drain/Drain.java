package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.JavaProgram;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.PerfTest;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.QueueWatch;
import dev.warren.benchmarks.work.QueueWatch.Rates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Fills the queues, and has them emptied by a program of its own process, which is stopped while they are filled again: the first drain is that of a
 * fresh process, the last one that of a process which has warmed up.
 *
 * @param jobs where
 * @param times how often the same process drains, from 1
 * @param count how many each time, a multiple of {@value #ACK_EVERY}: PerfTest leaves an incomplete batch unacked
 * @param bytes how large each
 * @param prefetch of everyone: deliveries that are unacked at most; spread over the lanes
 * @param slots Warren's slots
 * @param written how long the broker may write what it was given before the drain begins
 */
record Drain(Jobs jobs, int times, int count, int bytes, int prefetch, int slots, Duration written) {
    /** In full. */
    static final int PREFETCH = 5_000;

    /** What Spring AMQP has when nobody says anything else. */
    static final int SPRING_PREFETCH = 250;

    static final int ACK_EVERY = 50;
    static final int SLOTS = 2;

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LEFT_WITHIN = Duration.ofSeconds(20);

    Drain {
        if (count % ACK_EVERY != 0) {
            throw new IllegalArgumentException(count + " jobs are not a multiple of " + ACK_EVERY);
        }
    }

    List<Rates> byPerfTest() throws Exception {
        return by(PerfTest.consumer(jobs, all(), prefetch, ACK_EVERY));
    }

    List<Rates> bySpring(SpringWorker.Container container, int prefetch, int ackEvery) throws Exception {
        return by(JavaProgram.of(
                SpringWorker.class.getName(),
                jobs.uri(),
                jobs.queue(),
                String.valueOf(all()),
                String.valueOf(prefetch),
                String.valueOf(ackEvery),
                container.name()));
    }

    /** By a worker with this store, which must not leave any job it has run. */
    List<Rates> byWarren(String store) throws Exception {
        fill();
        try (QueueWatch watch = jobs.watch();
                Program worker = Program.start(JavaProgram.of(worker(store)))) {
            List<Rates> rates = drained(watch, worker);
            worker.linesAtEnd(LEFT_WITHIN);
            requireNothingLeft(watch);
            return rates;
        }
    }

    private void fill() {
        jobs.fill(count, bytes);
        LockSupport.parkNanos(written.toNanos());
    }

    private int all() {
        return times * count;
    }

    /** The arguments of {@link DrainWorker}. */
    String[] worker(String store) {
        return new String[] {
            DrainWorker.class.getName(),
            jobs.uri(),
            jobs.queueType().name(),
            jobs.lanes().stream().map(Object::toString).collect(Collectors.joining(",")),
            String.valueOf(all()),
            String.valueOf(slots),
            String.valueOf(prefetch / jobs.lanes().size()),
            store
        };
    }

    /** The others end before their last acks are sent when the machine is busy, and those messages come back. */
    private List<Rates> by(List<String> command) throws Exception {
        fill();
        try (QueueWatch watch = jobs.watch();
                Program program = Program.start(command)) {
            List<Rates> rates = drained(watch, program);
            program.close();
            if (watch.left(LEFT_WITHIN) > 0) {
                watch.purge();
            }
            return rates;
        }
    }

    private List<Rates> drained(QueueWatch watch, Program program) throws Exception {
        watch.requireDepth(count);
        List<Rates> rates = new ArrayList<>();
        rates.add(watch.emptied(count, LIMIT, program.handle()));
        while (rates.size() < times) {
            program.pause();
            fill();
            int ready = Math.toIntExact(watch.depth()); // the broker has sent some to the paused consumer
            program.resume();
            rates.add(watch.emptied(ready, LIMIT, program.handle()));
        }
        return rates;
    }

    private static void requireNothingLeft(QueueWatch watch) throws Exception {
        long left = watch.left(LEFT_WITHIN);
        if (left > 0) {
            watch.purge();
            throw new IllegalStateException("the worker ended and left " + left + " jobs it had run");
        }
    }
}
