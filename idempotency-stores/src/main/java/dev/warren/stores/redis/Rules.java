package dev.warren.stores.redis;

import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.idempotency.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The general way of every operation: look at the records, apply a rule to each, and write what it says where nobody was faster; whoever lost
 * looks again. All records of a batch are looked at, and written, together.
 */
final class Rules {
    /** So many jobs go to the server at once. A script holds up everybody else, some milliseconds for these. */
    static final int MOST_AT_ONCE = 500;

    /** In each round somebody wins every record that is fought for, so this takes a mob. */
    static final int MOST_ROUNDS = 200;

    private static final byte[] NOTHING = {};

    private final Server server;

    Rules(Server server) {
        this.server = server;
    }

    /**
     * What a rule goes by.
     *
     * @param stored the record, or null when there is none
     * @param leaseEnd when the lease of its owner ends; the epoch when it has none
     * @param now the server's time
     * @param fences gives the next fence
     */
    record Sight(@Nullable Stored stored, Instant leaseEnd, Instant now, LongSupplier fences) {
        @Nullable
        JobRecord record() {
            return stored == null ? null : stored.record();
        }

        boolean isHeld() {
            return stored != null && stored.record().owner().isPresent() && leaseEnd.isAfter(now);
        }

        /** Who holds the record, seen by an owner, or by nobody in particular. */
        Holder holder(@Nullable Owner asking) {
            if (stored == null || !isHeld()) {
                return Holder.NOBODY;
            }
            return stored.record().owner().orElseThrow().equals(asking) ? Holder.SELF : Holder.OTHER;
        }

        Asking asking(Owner owner) {
            Holder holder = holder(owner);
            return new Asking(owner, holder, holder == Holder.NOBODY ? now : leaseEnd, now, fences);
        }
    }

    /** What a rule says of the entry at a place of the batch. */
    interface Rule<A> {
        Step<A> apply(int place, Sight sight);
    }

    /** Whether rules may ask for a fence. */
    enum Fences {
        TAKEN,
        NONE
    }

    /**
     * Applies a rule to some entries of a batch.
     *
     * @param places of the entries in the batch
     * @param keys by place in the batch
     * @param owner whose lease must run, or null
     * @param answers takes the answers, by place in the batch
     */
    <A> void apply(
            Collection<Integer> places,
            Function<Integer, JobKey> keys,
            @Nullable Owner owner,
            Fences fences,
            Rule<A> rule,
            @Nullable A[] answers) {
        List<Integer> left = new ArrayList<>(places);
        while (!left.isEmpty()) {
            List<Integer> some = left.subList(0, Math.min(MOST_AT_ONCE, left.size()));
            applyTo(List.copyOf(some), keys, owner, fences, rule, answers);
            some.clear();
        }
    }

    private <A> void applyTo(
            List<Integer> places,
            Function<Integer, JobKey> keys,
            @Nullable Owner owner,
            Fences fences,
            Rule<A> rule,
            @Nullable A[] answers) {
        List<Integer> left = places;
        for (int round = 0; !left.isEmpty(); round++) {
            if (round == MOST_ROUNDS) {
                throw lostTooOften();
            }
            List<Sight> sights = look(left.stream().map(keys).toList(), owner, fences);
            Swap swap = new Swap(owner);
            for (int i = 0; i < left.size(); i++) {
                int place = left.get(i);
                Step<A> step = rule.apply(place, sights.get(i));
                answers[place] = step.answer();
                if (step.written() != null) {
                    swap.add(place, sights.get(i).stored(), step.written());
                }
            }
            left = swap.run();
        }
    }

    StoreException lostTooOften() {
        return server.failures()
                .silent("others changed the same jobs " + MOST_ROUNDS + " times in a row", new IllegalStateException());
    }

    /** What is in a set with a time {@code ago}, or earlier: names of jobs, or of locks. */
    List<String> before(int set, Duration ago, int passedOver, int most) {
        List<Object> reply = server.run(
                Script.BEFORE,
                List.of(),
                List.of(Micros.text(set), Micros.text(Micros.of(ago)), Micros.text(passedOver), Micros.text(most)));
        return reply.stream().skip(1).map(Names::text).toList();
    }

    /** The records of some jobs, all of one moment. */
    List<Sight> look(List<JobKey> keys, @Nullable Owner owner, Fences fences) {
        Server.Highest before = server.highestFence();
        int wanted = fences == Fences.TAKEN ? keys.size() : 0;
        List<Object> reply = server.run(
                Script.LOOK,
                keys.stream().map(Names::job).toList(),
                List.of(owner == null ? NOTHING : Names.bytes(owner.value()), Micros.text(wanted)),
                owner);
        long first = (Long) reply.get(2);
        server.gave(before, (Long) reply.get(1), wanted == 0 ? 0 : first + wanted - 1);
        Instant now = Micros.instant(Long.parseLong(Names.text(reply.get(3))));
        LongSupplier next = wanted == 0 ? Rules::noFence : new Counter(first);
        List<Sight> sights = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            Object record = reply.get(4 + 2 * i);
            Stored stored = record == null ? null : RecordForm.read(keys.get(i), (byte[]) record);
            sights.add(new Sight(stored, end(reply.get(5 + 2 * i)), now, next));
        }
        return sights;
    }

    private static Instant end(Object score) {
        return ((byte[]) score).length == 0 ? Instant.EPOCH : Micros.instant(Micros.ofScore(score));
    }

    private static long noFence() {
        throw new IllegalStateException("a rule took a fence that nobody asked for");
    }

    /** Fences of a block. */
    private static final class Counter implements LongSupplier {
        private long next;

        Counter(long first) {
            next = first;
        }

        @Override
        public long getAsLong() {
            return next++;
        }
    }

    /** Records about to be written. Of two for one job the second finds the first's, and is left. */
    private final class Swap {
        private final @Nullable Owner owner;
        private final List<Integer> places = new ArrayList<>();
        private final List<String> jobs = new ArrayList<>();
        private final List<byte[]> arguments = new ArrayList<>();

        Swap(@Nullable Owner owner) {
            this.owner = owner;
            arguments.add(owner == null ? NOTHING : Names.bytes(owner.value()));
        }

        void add(int place, @Nullable Stored before, JobRecord record) {
            String job = Names.job(record.key());
            places.add(place);
            jobs.add(job);
            arguments.addAll(argumentsOf(job, before, record));
        }

        /** Answers the places of those that were not written, as somebody else was faster. */
        List<Integer> run() {
            if (jobs.isEmpty()) {
                return List.of();
            }
            List<Object> reply = server.run(Script.SWAP, jobs, arguments, owner);
            List<Integer> left = new ArrayList<>();
            for (int i = 0; i < jobs.size(); i++) {
                if ((Long) reply.get(1 + i) != 1) {
                    left.add(places.get(i));
                }
            }
            return left;
        }
    }

    /** What {@code writing.lua} asks for of a record to be written. */
    static List<byte[]> argumentsOf(String job, @Nullable Stored before, JobRecord record) {
        boolean isIdTheKey = record.id().value().equals(record.key().key());
        boolean isPlain = Stored.isPlainSuccess(record);
        JobStatus status = record.status();
        return List.of(
                before == null ? NOTHING : before.head(),
                before == null ? RecordForm.bytes(record, record.fence()) : RecordForm.bytes(record, before),
                score(!status.isFinal(), record.dueAt()),
                score(isPlain, record.finishedAt().orElse(Instant.EPOCH)),
                score(status.isFinal() && !isPlain, status.isFinal() ? Stored.retainedFrom(record) : Instant.EPOCH),
                isIdTheKey ? NOTHING : Names.bytes(Names.idPrefix(record.id()) + job),
                Names.bytes(Names.scope(record.key())));
    }

    private static byte[] score(boolean belongs, Instant time) {
        return belongs ? Micros.text(Micros.of(time)) : NOTHING;
    }
}
