package dev.warren.simulation;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.consume.SteppedWorker.Taken;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Registration;
import dev.warren.job.Job;
import dev.warren.job.JobId;
import dev.warren.job.JobResult;
import dev.warren.job.JobType;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.topology.TopologyLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One seed's run: real workers on a simulated broker and one store, a few jobs, faults for some seconds, and then none until all is quiet.
 * What must hold is checked on the way and at the end.
 */
final class SettleRun {
    static final Duration LEASE = Duration.ofSeconds(1);
    static final Topology TOPOLOGY = Topology.builder()
            .lanes(LaneName.DEFAULT)
            .ladder(new DelayLadder(Duration.ofMillis(20), 9))
            .limits(new TopologyLimits(200, 1_000_000, 100_000, 1_000))
            .build();
    static final String QUEUE = TOPOLOGY.queue(LaneName.DEFAULT);
    static final String DEAD_QUEUE = TOPOLOGY.deadQueue(LaneName.DEFAULT);
    static final List<JobType<Text>> TYPES = List.of(type("single", 1), type("double", 2), type("triple", 3));

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long QUIET_CHECK = 300 * MILLI;
    private static final long LONGEST = 180 * SECOND;
    private static final int MOST_STEPS = 400_000;

    /** How often one job may be delivered: more, and it goes round without a pause. */
    private static final int MOST_DELIVERIES = 400;

    /** In jobs of this run. */
    record Text(String text) {}

    final World world;
    final Mutant mutant;
    final Coverage coverage;
    final SimBroker broker;
    final WatchedStore store;
    final int slots;
    final int prefetch;
    final int poisonAfter;
    final List<Script> jobs = new ArrayList<>();
    final FaultPlan faults;
    final Hands hands;
    final List<String> violations = new ArrayList<>();

    private final Chance chance;
    private final Map<JobKey, Script> byKey = new HashMap<>();
    private final Map<String, SimProcess> processes = new HashMap<>();
    private final SimProcess[] current;
    private final int[] starts;
    private final Map<JobKey, List<Active>> active = new HashMap<>();
    private final Map<String, Integer> deliveries = new HashMap<>();
    private long storeDownUntil;
    private int toStart;
    private int toEnqueue;

    private static final class ToldToFail extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ToldToFail() {
            super("told to fail", null, false, false);
        }
    }

    private record Active(SimProcess process, Taken job) {}

    private static JobType<Text> type(String name, int attempts) {
        Backoff backoff = Backoff.exponential(Duration.ofMillis(30), 2, Duration.ofMillis(200));
        return JobType.of(name, Text.class)
                .retrying(RetryPolicy.standard().withMaxAttempts(attempts).withBackoff(backoff));
    }

    SettleRun(long seed, Mutant mutant, Coverage coverage) {
        this.world = World.of(seed);
        this.mutant = mutant;
        this.coverage = coverage;
        this.chance = world.chance();
        this.broker = new SimBroker(world);
        IdempotencyStore inner = mutant.store(world.time());
        this.store = new WatchedStore(inner, this);
        this.slots = 1 + chance.below(3);
        this.prefetch = 1 + chance.below(8);
        this.poisonAfter = 1 + chance.below(3);
        this.current = new SimProcess[2 + chance.below(2)];
        this.starts = new int[current.length];
        if (chance.oneIn(2)) {
            broker.nackCounts(SimQueue.DeliveryCount.NOT_COUNTED);
        }
        broker.declare(TOPOLOGY);
        int count = 1 + chance.below(4);
        for (int i = 0; i < count; i++) {
            write(i);
        }
        this.faults = new FaultPlan(this);
        this.hands = new Hands(this);
    }

    private void write(int number) {
        JobType<Text> type = TYPES.get(chance.below(TYPES.size()));
        Script.Kind kind = chance.oneOf(Script.Kind.values());
        Instant expires = chance.oneIn(10) ? VirtualTime.START.plusMillis(100 + chance.below(3_000)) : null;
        String id = "job" + number;
        JobKey key = new JobKey(TOPOLOGY.namespace(), "", type.name(), id);
        Script script = new Script(key, type, kind, 1 + chance.below(2), 1 + chance.below(2), expires);
        jobs.add(script);
        byKey.put(key, script);
    }

    /** The run from its start to its verdict; empty when nothing was violated. */
    List<String> verdict() {
        world.history()
                .note("slots", slots, "prefetch", prefetch, "poison after", poisonAfter, "workers", current.length);
        jobs.forEach(job -> world.history().note("job", job));
        for (int i = 0; i < current.length; i++) {
            startLater(i, chance.nanosBetween(0, 20 * MILLI));
        }
        for (Script job : jobs) {
            toEnqueue++;
            after(chance.oneIn(2) ? 0 : chance.nanosBetween(0, 2 * SECOND), () -> {
                toEnqueue--;
                hands.send(job, job.key.key());
            });
        }
        long faultsEnd = chance.nanosBetween(2 * SECOND, 8 * SECOND);
        after(faultsEnd, faults::end);
        goOnUntilQuiet();
        return violations;
    }

    private void goOnUntilQuiet() {
        do {
            if (!reachQuiet()) {
                return;
            }
        } while (hands.moveBackGivenUp() > 0);
        new EndCheck(this).check();
    }

    private boolean reachQuiet() {
        long check = world.time().nanos() + QUIET_CHECK;
        int quiet = 0;
        for (int steps = 0; violations.isEmpty(); steps++) {
            if (steps > MOST_STEPS || world.time().nanos() > LONGEST) {
                violated("not quiet after " + steps + " steps and "
                        + world.time().nanos() / SECOND + " s: "
                        + broker.inspect().outside(List.of(DEAD_QUEUE)));
                return false;
            }
            world.agenda().step();
            if (world.time().nanos() >= check) {
                check = world.time().nanos() + QUIET_CHECK;
                quiet = isQuiet() ? quiet + 1 : 0;
                if (quiet == 2) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isQuiet() {
        if (toEnqueue > 0 || toStart > 0) {
            return false;
        }
        boolean idle = true;
        for (SimProcess process : current) {
            idle &= process.state().lives() && process.isQuiet();
        }
        return idle && nothingLiesAbout();
    }

    /** What workers say to each other does not count. */
    private boolean nothingLiesAbout() {
        return broker.inspect().outside(List.of(DEAD_QUEUE)).stream()
                .allMatch(held -> held.queue().startsWith(TOPOLOGY.namespace() + ".worker."));
    }

    void violated(String words) {
        world.history().note("VIOLATED:", words);
        violations.add(words);
    }

    // What happens around the workers.

    void after(long delayNanos, Runnable what) {
        world.agenda().after(delayNanos, what);
    }

    void startAgain(int machine) {
        startLater(machine, chance.nanosBetween(20 * MILLI, chance.oneIn(3) ? 3 * SECOND : 300 * MILLI));
    }

    private void startLater(int machine, long delayNanos) {
        toStart++;
        after(delayNanos, () -> {
            toStart--;
            SimProcess process = new SimProcess(this, machine, "w" + machine + "." + ++starts[machine]);
            processes.put(process.name, process);
            current[machine] = process;
            process.start();
        });
    }

    void storeDown(long nanos) {
        storeDownUntil = world.time().nanos() + nanos;
    }

    boolean isStoreDown() {
        return storeDownUntil > world.time().nanos();
    }

    void publish(Script script, Message message) {
        world.history().note("enqueue", message.properties().messageId());
        broker.queue(QUEUE)
                .add(TOPOLOGY.exchange(LaneName.DEFAULT), script.type.name().value(), message);
    }

    /** Of every other job the producers tell the store as well. */
    void register(Script script, String id, Message message) {
        if (jobs.indexOf(script) % 2 == 1) {
            Instant now = world.time().instant();
            long hash = PayloadHash.of(message.body());
            store.register(List.of(new Registration(script.key, new JobId(id), hash, LaneName.DEFAULT, now, now)));
        }
    }

    boolean hasEndedInOrder(Owner owner) {
        String value = owner.value();
        int lapse = value.indexOf('#');
        SimProcess process = processes.get(lapse < 0 ? value : value.substring(0, lapse));
        return process != null && process.endedInOrder();
    }

    Script script(JobKey key) {
        Script script = byKey.get(key);
        if (script == null) {
            throw new IllegalStateException("nobody enqueued " + key);
        }
        return script;
    }

    Script script(String id) {
        for (Script script : jobs) {
            if (script.ids.contains(id) || script.conflictingIds.contains(id)) {
                return script;
            }
        }
        throw new IllegalStateException("nobody enqueued " + id);
    }

    void delivered(Message message) {
        String id = String.valueOf(message.properties().messageId());
        if (deliveries.merge(id, 1, Integer::sum) == MOST_DELIVERIES) {
            violated(id + " was delivered " + MOST_DELIVERIES + " times: it goes round");
        }
    }

    /** Whether it is no talk among workers. */
    static boolean isOfAJob(Publication publication) {
        String type = String.valueOf(publication.message().properties().type());
        return !type.startsWith("warren.");
    }

    // What the handlers do.

    long lasts(Taken job) {
        return switch (script(job.key()).kind) {
            case SLOW, DEAF -> chance.nanosBetween(100 * MILLI, 5 * LEASE.toNanos() / 2);
            default ->
                chance.oneIn(8) ? chance.nanosBetween(MILLI, 300 * MILLI) : chance.nanosBetween(50_000, 10 * MILLI);
        };
    }

    JobResult handle(Taken taken, Job<Text> job) {
        Script script = script(taken.key());
        if (!script.ids.contains(taken.id()) && !script.conflictingIds.contains(taken.id())) {
            violated("a handler was called for " + taken.id() + ", which nobody enqueued");
        }
        if (job.attempt() > script.type.retryPolicy().maxAttempts()) {
            violated(taken.id() + " runs for the " + job.attempt() + ". time");
        }
        if (taken.coordinates().life() < script.curedFrom) {
            switch (script.kind) {
                case FAILS -> throw new ToldToFail();
                case FAILS_AT_FIRST -> {
                    if (job.attempt() <= script.times) {
                        throw new ToldToFail();
                    }
                }
                case DECLINES -> {
                    return JobResult.declined("told to");
                }
                case SNOOZES -> {
                    if (taken.coordinates().run() <= script.times) {
                        return JobResult.snooze(Duration.ofMillis(50));
                    }
                }
                default -> {}
            }
        }
        effect(taken);
        return JobResult.done();
    }

    void effect(Taken taken) {
        script(taken.key()).effects.add(taken.coordinates().life());
    }

    void crashed(Taken taken) {
        Script script = script(taken.key());
        int crashes = script.crashes.merge(taken.coordinates().life(), 1, Integer::sum);
        if (crashes > poisonAfter + 1) {
            violated(taken.id() + " ended " + crashes + " processes in one life, and is poison after " + poisonAfter);
        }
    }

    /** No two attempts overlap, unless the first one's process stood still, or its handler takes no notice of interrupts. */
    void begins(SimProcess process, Taken job) {
        List<Active> others = active.computeIfAbsent(job.key(), key -> new ArrayList<>());
        for (Active other : others) {
            boolean deaf = script(job.key()).kind == Script.Kind.DEAF;
            boolean excused =
                    other.process() != process && (deaf || other.process().standsStill());
            if (!excused) {
                violated(job.id() + " runs twice at a time: by " + process + " under " + job.fence() + " and by "
                        + other.process() + " under " + other.job().fence());
            }
        }
        others.add(new Active(process, job));
    }

    void ends(SimProcess process, Taken job) {
        List<Active> others = active.get(job.key());
        if (others != null) {
            others.removeIf(each -> each.job() == job && each.process() == process);
        }
    }

    SimProcess[] processes() {
        return current;
    }
}
