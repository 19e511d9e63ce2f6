package dev.warren.stores.redis;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.LockRules;
import dev.warren.idempotency.LockRules.LockStep;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.RecordRules;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.idempotency.Reservation;
import dev.warren.idempotency.ReserveAnswer;
import dev.warren.stores.redis.Rules.Fences;
import dev.warren.stores.redis.Rules.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Jobs with a unique key. Their locks are looked at, then their records and those of the locks' holders; a rule says of one after the other what
 * becomes of it; and the server answers it so, and writes it, in one step with the claim, where none of the three has changed meanwhile. Whoever
 * finds one changed looks again.
 */
final class Locks {
    /** So many jobs go to the server at once; each brings three keys. */
    private static final int MOST_AT_ONCE = 150;

    private static final int FORGOTTEN_AT_ONCE = 250;
    private static final int MOST_FORGETTING_STEPS = 10;

    /** So long after it was found held, a lock is looked at again by those who forget locks. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMinutes(10);

    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    private static final byte[] NOTHING = {};
    private static final byte[] DROP = Names.bytes("DROP");
    private static final byte[] KEEP = Names.bytes("KEEP");

    private final Server server;
    private final Rules rules;

    Locks(Server server, Rules rules) {
        this.server = server;
        this.rules = rules;
    }

    /** Answers those entries of a batch that have a unique key. */
    void claim(Owner owner, List<Integer> places, List<ClaimRequest> batch, @Nullable ClaimAnswer[] answers) {
        IntFunction<JobKey> lock = place -> LockRules.name(
                batch.get(place).key(), batch.get(place).uniqueness().orElseThrow());
        apply(
                places,
                new Asked<>(
                        place -> batch.get(place).key(),
                        lock,
                        owner,
                        (place, contest) -> claim(batch.get(place), contest, owner)),
                answers);
    }

    private static LockStep<ClaimAnswer> claim(ClaimRequest request, Contest contest, Owner owner) {
        Sight own = contest.own();
        Step<ClaimAnswer> step = RecordRules.claim(own.record(), request, own.asking(owner));
        return LockRules.claim(step, own.record(), request, contest.found(), own.asking(owner));
    }

    /** Answers publishers' reservations. */
    void reserve(List<Reservation> batch, @Nullable ReserveAnswer[] answers) {
        apply(
                IntStream.range(0, batch.size()).boxed().toList(),
                new Asked<>(
                        place -> batch.get(place).key(),
                        place -> LockRules.name(
                                batch.get(place).key(), batch.get(place).uniqueness()),
                        null,
                        (place, contest) -> LockRules.reserve(
                                batch.get(place),
                                contest.found(),
                                contest.own().now(),
                                contest.own().fences())),
                answers);
    }

    private interface Rule<A> {
        LockStep<A> apply(int place, Contest contest);
    }

    /**
     * What is asked.
     *
     * @param job by place in the batch
     * @param lock by place in the batch
     * @param owner whose lease must run, or null
     * @param rule what says the answers
     */
    private record Asked<A>(
            IntFunction<JobKey> job,
            IntFunction<JobKey> lock,
            @Nullable Owner owner,
            Rule<A> rule) {}

    private <A> void apply(List<Integer> places, Asked<A> asked, @Nullable A[] answers) {
        for (int from = 0; from < places.size(); from += MOST_AT_ONCE) {
            List<Integer> left = places.subList(from, Math.min(from + MOST_AT_ONCE, places.size()));
            for (int round = 0; !left.isEmpty(); round++) {
                if (round == Rules.MOST_ROUNDS) {
                    throw rules.lostTooOften();
                }
                left = applyOnce(left, asked, answers);
            }
        }
    }

    /** Answers the places of those for which something had changed. */
    private <A> List<Integer> applyOnce(List<Integer> places, Asked<A> asked, @Nullable A[] answers) {
        Picture picture = look(places, asked);
        List<byte[]> keys = server.names().keys(List.of());
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(
                asked.owner() == null ? NOTHING : Names.bytes(asked.owner().value()));
        for (int place : places) {
            Contest contest =
                    picture.contest(asked.job().apply(place), asked.lock().apply(place));
            LockStep<A> step = asked.rule().apply(place, contest);
            answers[place] = step.answer();
            keys.addAll(contest.keys(server.names()));
            List<byte[]> written = contest.arguments(step);
            arguments.addAll(written);
            picture.paint(contest, step, written);
        }
        List<Object> reply = server.runOn(Script.CONTEND, keys, arguments, asked.owner());
        return IntStream.range(0, places.size())
                .filter(i -> (Long) reply.get(1 + i) != 1)
                .mapToObj(places::get)
                .toList();
    }

    private Picture look(List<Integer> places, Asked<?> asked) {
        List<JobKey> names = places.stream().map(asked.lock()::apply).distinct().toList();
        Map<JobKey, byte[]> locks = read(names);
        List<JobKey> jobs =
                new ArrayList<>(2 * places.size()); // twice where it stands for two, which may need a fence each
        for (int place : places) {
            JobKey job = asked.job().apply(place);
            jobs.add(job);
            jobs.add(Picture.holder(locks, asked.lock().apply(place), job));
        }
        List<Sight> sights = rules.look(jobs, asked.owner(), Fences.TAKEN);
        Map<JobKey, Sight> records = new HashMap<>();
        for (int i = 0; i < sights.size(); i++) {
            records.put(jobs.get(i), sights.get(i));
        }
        return new Picture(records, locks);
    }

    private Map<JobKey, byte[]> read(List<JobKey> names) {
        List<Object> reply = server.runOn(Script.READ, server.names().lockKeys(names), List.of(), null);
        Map<JobKey, byte[]> locks = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            locks.put(names.get(i), reply.get(1 + i) instanceof byte[] lock ? lock : NOTHING);
        }
        return locks;
    }

    /** What was read; what is to be written is painted over it, so that those who come later in the batch go by it. */
    private record Picture(Map<JobKey, Sight> records, Map<JobKey, byte[]> locks) {
        static JobKey holder(Map<JobKey, byte[]> locks, JobKey name, JobKey job) {
            byte[] lock = locks.getOrDefault(name, NOTHING);
            return lock.length == 0 ? job : LockForm.read(name, lock).holder();
        }

        Contest contest(JobKey job, JobKey name) {
            JobKey holder = holder(locks, name, job);
            return new Contest(job, sight(job), name, locks.getOrDefault(name, NOTHING), holder, sight(holder));
        }

        private Sight sight(JobKey job) {
            Sight sight = records.get(job);
            if (sight == null) {
                throw new IllegalStateException("a job was not looked at: " + job);
            }
            return sight;
        }

        void paint(Contest contest, LockStep<?> step, List<byte[]> written) {
            paint(contest.holder(), contest.holders(), step.replaced(), written.get(Contest.HOLDERS_RECORD));
            paint(contest.job(), contest.own(), step.written(), written.get(Contest.OWN_RECORD));
            if (step.lock() != null) {
                locks.put(contest.name(), LockForm.bytes(step.lock()));
            }
        }

        private void paint(JobKey job, Sight before, @Nullable JobRecord written, byte[] bytes) {
            if (written != null) {
                Instant leaseEnd = before.now().plus(BRIEFLY); // if anyone has it now, then who asks, whose lease runs
                records.put(
                        job,
                        new Sight(
                                Stored.after(before.stored(), written, bytes),
                                leaseEnd,
                                before.now(),
                                before.fences()));
            }
        }
    }

    /** Forgets locks whose times are over and whose holder has come to its end: they are free, whatever they were taken for. */
    void forget() {
        int found = FORGOTTEN_AT_ONCE;
        for (int step = 0; step < MOST_FORGETTING_STEPS && found == FORGOTTEN_AT_ONCE; step++) {
            found = forgetSome();
        }
    }

    private int forgetSome() {
        List<JobKey> names = rules.before(Names.LOCKS, Duration.ZERO, 0, FORGOTTEN_AT_ONCE).stream()
                .map(Names::key)
                .toList();
        if (!names.isEmpty()) {
            Map<JobKey, byte[]> locks = read(names);
            List<JobKey> holders = names.stream()
                    .map(name -> Picture.holder(locks, name, name))
                    .toList();
            List<Sight> sights = rules.look(holders, null, Fences.NONE);
            List<byte[]> arguments = new ArrayList<>();
            arguments.add(Micros.text(Micros.of(LOOK_AGAIN_AFTER)));
            for (int i = 0; i < names.size(); i++) {
                JobRecord holder = sights.get(i).record();
                arguments.add(locks.getOrDefault(names.get(i), NOTHING));
                arguments.add(holder == null || holder.status().isFinal() ? DROP : KEEP);
            }
            server.runOn(Script.FORGET_LOCKS, server.names().lockKeys(names), arguments, null);
        }
        return names.size();
    }
}
