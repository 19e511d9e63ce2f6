package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A random walk over all calls of the store's port, by two processes that lapse and crash, on one record; after each step it asks whether
 * what was written may follow on what was there.
 */
final class RecordRulesWalk {
    static final JobKey KEY = Claims.key("k");

    /** What is walked over, so that a test can put something wrong in its place. */
    interface Rules {
        default Optional<JobRecord> register(
                @Nullable JobRecord record, Registration registration, Instant now, LongSupplier fences) {
            return RecordRules.register(record, registration, now, fences);
        }

        default Optional<JobRecord> report(@Nullable JobRecord record, ProgressReport report) {
            return RecordRules.report(record, report);
        }

        default Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
            return RecordRules.claim(record, request, by);
        }

        default Step<Standing> start(@Nullable JobRecord record, FencedKey claim) {
            return RecordRules.start(record, claim);
        }

        default Step<Standing> decide(@Nullable JobRecord record, Settlement settlement, Optional<Instant> now) {
            return RecordRules.decide(record, settlement, now);
        }

        default Optional<JobRecord> mark(@Nullable JobRecord record, FencedKey claim, Instant now) {
            return RecordRules.mark(record, claim, now);
        }

        default Optional<JobRecord> release(@Nullable JobRecord record, FencedKey claim, Instant now) {
            return RecordRules.release(record, claim, now);
        }

        default Step<CancelAnswer> cancel(@Nullable JobRecord record, Instant now, LongSupplier fences) {
            return RecordRules.cancel(record, KEY, now, fences);
        }
    }

    private final Rules rules;
    private final Random random;
    private final List<String> story = new ArrayList<>();
    private final Set<Long> given = new HashSet<>();
    private final Set<Owner> live = new HashSet<>();
    private final Owner[] owners = new Owner[2];
    private final long[] inHand = new long[2];
    private Instant now = Claims.START;
    private @Nullable JobRecord record;
    private long lastFence;
    private int startsInThisLife;
    private int names;

    RecordRulesWalk(Rules rules, long seed) {
        this.rules = rules;
        this.random = new Random(seed);
        rename(0);
        rename(1);
    }

    void walk(int steps) {
        for (int i = 0; i < steps; i++) {
            now = now.plusSeconds(random.nextInt(3));
            step(random.nextInt(2));
        }
    }

    Optional<JobRecord> record() {
        return Optional.ofNullable(record);
    }

    private void step(int process) {
        switch (random.nextInt(18)) {
            case 0, 1, 2, 3, 4, 5 -> claim(process);
            case 6, 7 -> decide(process);
            case 8, 9 -> mark(fence(process));
            case 10, 11 -> start(process);
            case 12 -> release(process);
            case 13, 14 -> lapse(process);
            case 15 -> register();
            case 16 -> report(fence(process));
            default -> {
                if (random.nextInt(10) == 0) {
                    cancel();
                }
            }
        }
    }

    /** A process that crashes has nothing in hand any more; one that only lapses has. */
    private void lapse(int process) {
        live.remove(owners[process]);
        if (random.nextInt(3) > 0) {
            inHand[process] = 0;
        }
        rename(process);
        story.add(owners[process] + " comes up, in hand " + inHand[process]);
    }

    private void rename(int process) {
        owners[process] = new Owner("worker-" + process + "#" + ++names);
        live.add(owners[process]);
    }

    /** Mostly what is in hand, sometimes any fence there was. */
    private long fence(int process) {
        return random.nextInt(4) > 0 ? inHand[process] : random.nextLong(lastFence + 2);
    }

    // The calls.

    private void register() {
        Optional<JobRecord> written = rules.register(record, Claims.registration("k"), now, () -> ++lastFence);
        tell("is registered: " + written.isPresent());
        assertThat(written.isPresent())
                .as("written where nothing was: %s", story())
                .isEqualTo(record == null);
        write(written.orElse(null));
    }

    private void report(long fence) {
        Progress progress = new Progress(random.nextInt(10), 10, "");
        Optional<JobRecord> written = rules.report(record, new ProgressReport(new FencedKey(KEY, fence), progress));
        tell("reports under " + fence + ": " + written.isPresent());
        if (written.isPresent()) {
            boolean runs = record != null && record.status() == JobStatus.RUNNING && record.fence() == fence;
            assertThat(runs).as("of the claim that runs: %s", story()).isTrue();
            assertThat(written.get().progress()).as(story()).contains(progress);
        }
        write(written.orElse(null));
    }

    private void claim(int process) {
        JobRecord before = record;
        Holder holder = holder(before, owners[process]);
        ClaimRequest request = request(process);
        Step<ClaimAnswer> step =
                rules.claim(before, request, new Asking(owners[process], holder, now, now, () -> ++lastFence));
        tell(owners[process] + " claims " + request.coordinates() + ": " + step.answer());
        ClaimSeen seen = new ClaimSeen();
        step.answer().answer(process, seen);
        assertThat(seen.mayWrite(before, step.written()))
                .as("%s: %s", step.written(), story())
                .isTrue();
        if (seen.claimed && before != null && before.status() == JobStatus.RUNNING) {
            assertThat(holder).as("taken from a live worker: %s", story()).isNotEqualTo(Holder.OTHER);
        }
        write(step.written());
        if (seen.fence != 0) {
            assertThat(given.add(seen.fence)).as("a new fence: %s", story()).isTrue();
            inHand[process] = random.nextInt(10) == 0 ? 0 : seen.fence; // now and then the answer gets lost
        }
    }

    /** What an answer means for the record. */
    private static final class ClaimSeen implements ClaimAnswer.Cases<Integer> {
        private boolean claimed;
        private boolean mayAdopt;
        private boolean mayExpire;
        private long fence;

        boolean mayWrite(@Nullable JobRecord before, @Nullable JobRecord written) {
            if (written == null) {
                return !claimed;
            }
            boolean sameClaim =
                    before != null && written.status() == before.status() && written.fence() == before.fence();
            return claimed || (mayAdopt && sameClaim) || (mayExpire && written.status() == JobStatus.EXPIRED);
        }

        private void claimed(long by) {
            claimed = true;
            fence = by;
        }

        @Override
        public void granted(Integer process, ClaimAnswer.Granted answer) {
            claimed(answer.fence());
        }

        @Override
        public void suspect(Integer process, ClaimAnswer.Suspect answer) {
            assertThat(answer.crashes()).isLessThan(Claims.POISON_AFTER);
            claimed(answer.fence());
        }

        @Override
        public void poisoned(Integer process, ClaimAnswer.Poisoned answer) {
            assertThat(answer.crashes()).isGreaterThanOrEqualTo(Claims.POISON_AFTER);
            claimed(answer.fence());
        }

        @Override
        public void finish(Integer process, ClaimAnswer.Finish answer) {
            mayAdopt = true;
        }

        @Override
        public void runningHere(Integer process) {
            mayAdopt = true;
        }

        @Override
        public void completed(Integer process, ClaimAnswer.Completed answer) {}

        @Override
        public void held(Integer process, ClaimAnswer.Held answer) {}

        @Override
        public void keyConflict(Integer process, ClaimAnswer.KeyConflict answer) {}

        @Override
        public void skipped(Integer process, ClaimAnswer.Skipped answer) {
            throw new IllegalStateException("nobody asks for a unique key");
        }

        @Override
        public void locked(Integer process, ClaimAnswer.Locked answer) {
            throw new IllegalStateException("nobody asks for a unique key");
        }

        @Override
        public void dropped(Integer process, ClaimAnswer.Dropped answer) {
            mayExpire = answer.why() == ClaimAnswer.Dropped.Why.EXPIRED;
        }
    }

    private ClaimRequest request(int process) {
        ClaimRequest request = Claims.inHand(Claims.request("k", somewhereNear()), inHand[process]);
        return switch (random.nextInt(30)) {
            case 0 -> Claims.expiring(request, now);
            case 1 -> Claims.carrying(request, "other", 2);
            default -> Claims.carrying(request, "id-k", random.nextInt(5) == 0 ? PayloadHash.UNKNOWN : 1);
        };
    }

    private Coordinates somewhereNear() {
        if (record == null) {
            return Coordinates.FIRST;
        }
        Coordinates at = record.coordinates();
        return switch (random.nextInt(8)) {
            case 0, 1 -> at.nextRun();
            case 2 -> at.nextLife();
            case 3 -> Coordinates.FIRST;
            default -> at;
        };
    }

    private Holder holder(@Nullable JobRecord of, Owner asking) {
        Owner owner = of == null ? null : of.owner().orElse(null);
        if (owner == null || !live.contains(owner)) {
            return Holder.NOBODY;
        }
        return owner.equals(asking) ? Holder.SELF : Holder.OTHER;
    }

    private void decide(int process) {
        long fence = fence(process);
        Decided decided = decision();
        Step<Standing> step =
                rules.decide(record, new Settlement(new FencedKey(KEY, fence), decided), Optional.of(now));
        tell("decides under " + fence + " " + decided.decision().outcome() + ": " + step.answer());
        assertStanding(step, fence);
        write(step.written());
    }

    private Decided decision() {
        Coordinates at = record == null ? Coordinates.FIRST : record.coordinates();
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(5) == 0 ? Claims.succeed("7") : Claims.retry(at);
            case 1 -> random.nextInt(5) == 0 ? Claims.succeedAndPublish("7") : Claims.snooze(at);
            case 2, 3 -> Claims.dead();
            default -> Claims.retry(at);
        };
    }

    private void start(int process) {
        long fence = fence(process);
        Step<Standing> step = rules.start(record, new FencedKey(KEY, fence));
        tell("starts under " + fence + ": " + step.answer());
        assertStanding(step, fence);
        startsInThisLife += step.answer() == Standing.RECORDED ? 1 : 0;
        write(step.written());
    }

    /** Only the claim on record can say anything, and who is fenced changes nothing. */
    private void assertStanding(Step<Standing> step, long fence) {
        boolean stands = record != null && record.fence() == fence;
        if (step.answer() == Standing.RECORDED) {
            assertThat(stands).as("under the claim on record: %s", story()).isTrue();
        } else {
            assertThat(step.written()).as("written though fenced: %s", story()).isNull();
        }
    }

    private void mark(long fence) {
        Optional<JobRecord> written = rules.mark(record, new FencedKey(KEY, fence), now);
        tell("marks " + fence + ": " + written.isPresent());
        written.ifPresent(after -> assertThat(after.status())
                .as("marked: %s", story())
                .isIn(JobStatus.RETRYING, JobStatus.DEAD, JobStatus.SUCCEEDED));
        write(written.orElse(null));
    }

    private void release(int process) {
        long fence = inHand[process];
        inHand[process] = 0;
        Optional<JobRecord> written = rules.release(record, new FencedKey(KEY, fence), now);
        tell("releases " + fence + ": " + written.isPresent());
        write(written.orElse(null));
    }

    private void cancel() {
        Step<CancelAnswer> step = rules.cancel(record, now, () -> ++lastFence);
        tell("is cancelled: " + step.answer());
        write(step.written());
    }

    // What may follow on what.

    private void write(@Nullable JobRecord after) {
        if (after == null) {
            return;
        }
        new RecordInvariants(story()).holdIn(after);
        if (record != null) {
            new RecordInvariants(story()).holdBetween(record, after);
            if (after.coordinates().life() > record.coordinates().life()) {
                startsInThisLife = 0;
            }
        }
        assertThat(after.crashes()).as("crashes: %s", story()).isLessThanOrEqualTo(startsInThisLife);
        record = after;
    }

    private void tell(String what) {
        story.add(what);
        if (story.size() > 12) {
            story.remove(0);
        }
    }

    private String story() {
        return String.join("; ", story);
    }
}
