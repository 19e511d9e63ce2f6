package dev.warren.chaos.load;

import dev.warren.chaos.ledger.Ledger;
import dev.warren.chaos.ledger.Line.Event;
import dev.warren.publish.NewJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A JVM that enqueues jobs at a steady rate, each until it is confirmed, through a {@link Way}. Says how many were confirmed on its standard
 * output, and reads orders from its standard input, at whose end it ends too.
 */
public final class PublisherProcess {
    /** Orders: enqueue nothing for now. */
    public static final String HOLD = "hold";

    /** Orders: enqueue. */
    public static final String GO = "go";

    /** Orders: no more new jobs; it ends when all that were tried are confirmed. */
    public static final String END = "end";

    /** Orders, followed by a kind: one job of it. */
    public static final String ONE = "one ";

    /** Said before a number: so many confirmed so far. */
    public static final String CONFIRMED = "confirmed ";

    private static final Duration TICK = Duration.ofMillis(50);
    private static final long NUMBERS_EACH = 100_000_000;
    private static final int MOST_AT_ONCE = 500;

    private final Ledger ledger;
    private final Way way;
    private final JumpingClock clock;
    private final Random random;
    private final PrintStream says;
    private final long ratePerSecond;
    private final Queue<Kind> ordered = new ConcurrentLinkedQueue<>();
    private final List<NewJob<Long>> open = new ArrayList<>();
    private long next;
    private long confirmed;
    private volatile String order = GO;

    private PublisherProcess(
            Ledger ledger, Way way, JumpingClock clock, long seed, long first, long ratePerSecond, PrintStream says) {
        this.ledger = ledger;
        this.way = way;
        this.clock = clock;
        this.random = new Random(seed);
        this.next = first;
        this.ratePerSecond = ratePerSecond;
        this.says = says;
    }

    /** {@code FOLDER NAME NUMBER RATE WAY}; no two processes of a run have the same number. */
    public static void main(String[] arguments) throws Exception {
        PrintStream says = System.out;
        System.setOut(System.err);
        Plan plan = Plan.load(Path.of(arguments[0]));
        long number = Long.parseLong(arguments[2]);
        Ledger ledger = Ledger.open(plan.folder(), arguments[1]);
        JumpingClock clock = new JumpingClock();
        Way way = Way.open(Way.Sort.valueOf(arguments[4]), plan, ledger, clock);
        PublisherProcess process = new PublisherProcess(
                ledger, way, clock, plan.seed() + number, number * NUMBERS_EACH, Long.parseLong(arguments[3]), says);
        Thread orders = new Thread(process::obey, "orders");
        orders.setDaemon(true);
        orders.start();
        says.println(WorkerProcess.READY);
        process.enqueueUntilTheEnd();
        way.close();
        ledger.close();
    }

    private void obey() {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = orders.readLine()) != null) {
                if (line.startsWith(ONE)) {
                    ordered.add(Kind.valueOf(line.substring(ONE.length())));
                } else if (!clock.obeys(line)) {
                    order = line;
                }
            }
        } catch (IOException e) {
            // as at the end
        }
        Runtime.getRuntime().halt(1); // whoever started it is gone
    }

    private void enqueueUntilTheEnd() {
        long began = System.nanoTime();
        double due = 0;
        while (!order.equals(END) || !open.isEmpty()) {
            long now = System.nanoTime();
            due = Math.min(MOST_AT_ONCE, due + (now - began) * ratePerSecond / 1e9);
            began = now;
            if (order.equals(GO)) {
                int count = Math.min((int) due, MOST_AT_ONCE - open.size());
                due -= count;
                make(count);
            } else {
                due = 0;
            }
            if (open.isEmpty()) {
                LockSupport.parkNanos(TICK.toNanos());
            } else {
                enqueue();
            }
        }
    }

    private void make(int count) {
        List<String> ids = new ArrayList<>();
        for (Kind kind = ordered.poll(); kind != null; kind = ordered.poll()) {
            add(kind, ids);
        }
        for (int i = 0; i < count; i++) {
            Kind kind = Kind.any(random);
            add(way.takes(kind) ? kind : Kind.QUICK, ids);
        }
        ledger.noteAll(Event.TRIED, ids);
    }

    private void add(Kind kind, List<String> ids) {
        long number = next++;
        ids.add(kind.id(number));
        open.add(kind.job(number));
    }

    private void enqueue() {
        long begun = System.nanoTime();
        List<NewJob<Long>> done = way.enqueue(open);
        ledger.noteAll(
                Event.CONFIRMED,
                done.stream().map(job -> job.id().orElseThrow().value()).toList());
        way.afterwards(done);
        open.removeAll(done);
        confirmed += done.size();
        says.println(CONFIRMED + confirmed);
        if (open.isEmpty() || done.isEmpty()) {
            LockSupport.parkNanos(TICK.toNanos() - (System.nanoTime() - begun));
        }
    }
}
