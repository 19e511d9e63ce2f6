package dev.warren.idempotency;

import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.idempotency.conformance.SettableClock;
import dev.warren.job.Coordinates;
import dev.warren.outcome.Decision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches all that can happen to one job with two workers, at most two attempts a life and a budget of faults. Queues and workers are a
 * model; every claim, decision, mark and cancellation is carried out by the real {@link InMemoryStore}. A store is cheap to bring into any
 * state of one record, as a first claim is granted at any coordinates, so a state holds what the store would say of itself.
 */
final class SettleSearch {
    private static final int MOST_RUNS = 2;
    private static final int MOST_STATES = 2_000_000;
    private static final JobKey KEY = Claims.key("k");
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Owner GONE = new Owner("gone");
    private static final List<Owner> OWNERS = List.of(new Owner("0"), new Owner("1"));
    private static final int NOBODY = -1;

    /** What the protocol insists on. */
    enum Rule {
        FENCED_FINISHER_HANDS_BACK,
        DECIDE_BEFORE_PUBLISHING,
        PUBLISH_BEFORE_MARKING,
        REPLAY_STARTS_A_LIFE
    }

    /** What a handler's success comes to. */
    enum Success {
        PLAIN,
        WITH_A_FOLLOW_UP;

        Decided decided() {
            return this == PLAIN ? Claims.succeed("7") : Claims.succeedAndPublish("7");
        }
    }

    /** What the store knows before anybody gets the job. */
    enum Before {
        NOTHING,
        ENQUEUED;

        @Nullable
        Known known() {
            return this == NOTHING ? null : new Known(JobStatus.PENDING, Coordinates.FIRST, NOBODY);
        }
    }

    /** What a worker is to publish. */
    private enum Carried {
        RETRY,
        DEATH,
        FOLLOW_UP;

        static Carried of(Decision decision) {
            return switch (decision.outcome()) {
                case DEAD -> DEATH;
                case SUCCEEDED -> FOLLOW_UP;
                default -> RETRY;
            };
        }
    }

    /** How often each fault may happen. */
    record Budget(int crashes, int connections, int lapses, int resends, int replays, int cancels) {}

    /** Where a worker is with its delivery. */
    private enum Step {
        IDLE,
        GOT,
        RUN,
        OK,
        FAILED,
        TO_PUBLISH,
        TO_MARK,
        TO_ACK
    }

    /**
     * A worker.
     *
     * @param at its delivery's coordinates, or the decision's once it carries one out
     * @param carried what the decision asks for that it carries out
     * @param attached whether its ack still counts
     * @param fenceStands whether the record still has the fence it holds
     */
    private record Hand(
            Step step,
            Coordinates delivery,
            Coordinates at,
            Carried carried,
            boolean attached,
            boolean lapsed,
            boolean fenceStands) {
        static final Hand IDLE =
                new Hand(Step.IDLE, Coordinates.FIRST, Coordinates.FIRST, Carried.RETRY, false, false, false);

        static Hand got(Coordinates delivery) {
            return new Hand(Step.GOT, delivery, delivery, Carried.RETRY, true, false, false);
        }

        Hand to(Step next) {
            return new Hand(next, delivery, at, carried, attached, lapsed, fenceStands);
        }

        Hand carrying(Coordinates decided, Carried what) {
            return new Hand(Step.TO_PUBLISH, delivery, decided, what, attached, lapsed, fenceStands);
        }

        Hand detached() {
            return new Hand(step, delivery, at, carried, false, lapsed, fenceStands);
        }

        Hand lapsed(boolean yes) {
            return new Hand(step, delivery, at, carried, attached, yes, fenceStands);
        }

        Hand fence(boolean stands) {
            return new Hand(step, delivery, at, carried, attached, lapsed, stands);
        }
    }

    /** What the store says of the job; the owner is a worker's number or nobody. */
    private record Known(JobStatus status, Coordinates at, int owner) {}

    private record State(
            List<Coordinates> lane,
            List<Coordinates> ladder,
            List<Integer> deadLives,
            boolean followed,
            @Nullable Known known,
            Hand first,
            Hand second,
            Budget left) {
        Hand hand(int worker) {
            return worker == 0 ? first : second;
        }

        State with(int worker, Hand hand) {
            return new State(
                    lane,
                    ladder,
                    deadLives,
                    followed,
                    known,
                    worker == 0 ? hand : first,
                    worker == 0 ? second : hand,
                    left);
        }

        State withLane(List<Coordinates> other) {
            return new State(other, ladder, deadLives, followed, known, first, second, left);
        }

        State withLadder(List<Coordinates> other) {
            return new State(lane, other, deadLives, followed, known, first, second, left);
        }

        State withDead(List<Integer> lives) {
            return new State(lane, ladder, lives, followed, known, first, second, left);
        }

        State withFollowUp() {
            return new State(lane, ladder, deadLives, true, known, first, second, left);
        }

        State withKnown(@Nullable Known other) {
            return new State(lane, ladder, deadLives, followed, other, first, second, left);
        }

        State spending(Budget rest) {
            return new State(lane, ladder, deadLives, followed, known, first, second, rest);
        }

        boolean isQuiet() {
            return lane.isEmpty() && ladder.isEmpty() && first.step() == Step.IDLE && second.step() == Step.IDLE;
        }
    }

    private record Origin(@Nullable State before, String what) {}

    private final Set<Rule> rules;
    private final Success success;
    private final Map<State, Origin> seen = new HashMap<>();
    private final ArrayDeque<State> open = new ArrayDeque<>();
    private final Set<JobStatus> endStatuses = EnumSet.noneOf(JobStatus.class);
    private @Nullable String violation;
    private int quietEnds;

    SettleSearch(Set<Rule> rules, Success success, Budget budget) {
        this(rules, success, Before.NOTHING, budget);
    }

    SettleSearch(Set<Rule> rules, Success success, Before before, Budget budget) {
        this.rules = rules;
        this.success = success;
        State start = new State(
                List.of(Coordinates.FIRST), List.of(), List.of(), false, before.known(), Hand.IDLE, Hand.IDLE, budget);
        reach(start, new Origin(null, "enqueued"));
        while (!open.isEmpty() && violation == null) {
            expand(open.removeFirst());
        }
    }

    /** The first history that ends badly. */
    Optional<String> violation() {
        return Optional.ofNullable(violation);
    }

    int quietEnds() {
        return quietEnds;
    }

    int states() {
        return seen.size();
    }

    Set<JobStatus> endStatuses() {
        return endStatuses;
    }

    private void reach(State state, Origin origin) {
        if (seen.putIfAbsent(state, origin) != null) {
            return;
        }
        if (seen.size() > MOST_STATES) {
            throw new IllegalStateException("more than " + MOST_STATES + " states; lower the budget");
        }
        open.addLast(state);
        if (state.isQuiet()) {
            quietEnds++;
            trouble(state).ifPresent(words -> violation = words + ": " + history(state));
        }
    }

    private Optional<String> trouble(State end) {
        Known known = end.known();
        if (known == null) {
            return Optional.of("LOST, there is no record");
        }
        endStatuses.add(known.status());
        boolean deadLettered = end.deadLives().contains(known.at().life());
        boolean shouldFollow = known.status() == JobStatus.SUCCEEDED && success == Success.WITH_A_FOLLOW_UP;
        if (known.status().isFinal() && end.followed() != shouldFollow) {
            return Optional.of(shouldFollow ? "LOST, what follows it" : known.status() + " and followed up");
        }
        return switch (known.status()) {
            case SUCCEEDED, CANCELLED ->
                deadLettered ? Optional.of(known.status() + " and in the dead letters") : Optional.empty();
            case DEAD -> deadLettered ? Optional.empty() : Optional.of("LOST, dead without a dead letter");
            case PENDING, RUNNING, RETRYING, EXPIRED, DECIDED_RETRY, DECIDED_DEAD, DECIDED_SUCCEEDED ->
                Optional.of("LOST, ends as " + known.status());
        };
    }

    private String history(State end) {
        List<String> steps = new ArrayList<>();
        Origin origin = seen.get(end);
        while (origin != null) {
            steps.add(0, origin.what());
            origin = origin.before() == null ? null : seen.get(origin.before());
        }
        return String.join(", ", steps);
    }

    // What can happen next.

    private void expand(State state) {
        outside(state);
        for (int worker = 0; worker < 2; worker++) {
            Hand hand = state.hand(worker);
            if (hand.step() == Step.IDLE) {
                for (Coordinates message : Set.copyOf(state.lane())) {
                    State taken = state.withLane(without(state.lane(), message)).with(worker, Hand.got(message));
                    reach(taken, new Origin(state, worker + " gets " + words(message)));
                }
            } else {
                faults(state, worker, hand);
                step(state, worker, hand);
            }
        }
    }

    private void outside(State state) {
        Budget left = state.left();
        for (Coordinates due : Set.copyOf(state.ladder())) {
            State back = state.withLadder(without(state.ladder(), due)).withLane(plus(state.lane(), due));
            reach(back, new Origin(state, words(due) + " is due"));
        }
        if (left.resends() > 0) {
            Budget rest = new Budget(
                    left.crashes(),
                    left.connections(),
                    left.lapses(),
                    left.resends() - 1,
                    left.replays(),
                    left.cancels());
            State resent = state.withLane(plus(state.lane(), Coordinates.FIRST)).spending(rest);
            reach(resent, new Origin(state, "the producer sends it again"));
        }
        if (left.replays() > 0 && !state.deadLives().isEmpty()) {
            replay(state, left);
        }
        if (left.cancels() > 0) {
            cancel(state, left);
        }
    }

    private void replay(State state, Budget left) {
        List<Coordinates> lane = state.lane();
        for (int life : state.deadLives()) {
            Coordinates dead = new Coordinates(life, 1);
            lane = plus(lane, rules.contains(Rule.REPLAY_STARTS_A_LIFE) ? dead.nextLife() : dead);
        }
        Budget rest = new Budget(
                left.crashes(), left.connections(), left.lapses(), left.resends(), left.replays() - 1, left.cancels());
        reach(
                state.withLane(lane).withDead(List.of()).spending(rest),
                new Origin(state, "its dead letters are replayed"));
    }

    private void cancel(State state, Budget left) {
        Real real = new Real(state);
        CancelAnswer answer = real.store.cancel(KEY);
        Budget rest = new Budget(
                left.crashes(), left.connections(), left.lapses(), left.resends(), left.replays(), left.cancels() - 1);
        reach(real.readBack(state).spending(rest), new Origin(state, "cancel: " + answer));
    }

    private void faults(State state, int worker, Hand hand) {
        Budget left = state.left();
        State back = hand.attached() ? state.withLane(plus(state.lane(), hand.delivery())) : state;
        if (left.crashes() > 0) {
            Budget rest = new Budget(
                    left.crashes() - 1,
                    left.connections(),
                    left.lapses(),
                    left.resends(),
                    left.replays(),
                    left.cancels());
            State crashed = disowned(back, worker);
            reach(crashed.with(worker, Hand.IDLE).spending(rest), new Origin(state, worker + " crashes"));
        }
        if (left.connections() > 0 && hand.attached()) {
            Budget rest = new Budget(
                    left.crashes(),
                    left.connections() - 1,
                    left.lapses(),
                    left.resends(),
                    left.replays(),
                    left.cancels());
            reach(
                    back.with(worker, hand.detached()).spending(rest),
                    new Origin(state, worker + " loses its connection"));
        }
        if (left.lapses() > 0 && !hand.lapsed()) {
            Budget rest = new Budget(
                    left.crashes(),
                    left.connections(),
                    left.lapses() - 1,
                    left.resends(),
                    left.replays(),
                    left.cancels());
            reach(state.with(worker, hand.lapsed(true)).spending(rest), new Origin(state, worker + " lapses"));
        }
    }

    private void step(State state, int worker, Hand hand) {
        switch (hand.step()) {
            case GOT -> claim(state, worker, hand);
            case RUN -> {
                reach(state.with(worker, hand.to(Step.OK)), new Origin(state, worker + " succeeds"));
                reach(state.with(worker, hand.to(Step.FAILED)), new Origin(state, worker + " fails"));
            }
            case OK -> decideOrCarry(state, worker, hand, success.decided());
            case FAILED -> {
                boolean dies = hand.at().run() >= MOST_RUNS;
                decideOrCarry(state, worker, hand, dies ? Claims.dead() : Claims.retry(hand.at()));
            }
            case TO_PUBLISH -> publish(state, worker, hand);
            case TO_MARK -> mark(state, worker, hand);
            case TO_ACK -> reach(state.with(worker, Hand.IDLE), new Origin(state, worker + " acks"));
            case IDLE -> throw new IllegalStateException("an idle worker has no next step");
        }
    }

    private void decideOrCarry(State state, int worker, Hand hand, Decided decided) {
        if (rules.contains(Rule.DECIDE_BEFORE_PUBLISHING) || decided.follows().isEmpty()) {
            decide(state, worker, hand, decided);
        } else {
            Hand unheard = hand.carrying(hand.at(), Carried.of(decided.decision()));
            reach(state.with(worker, unheard), new Origin(state, worker + " decides unheard"));
        }
    }

    private void claim(State state, int worker, Hand hand) {
        // A worker whose lease has lapsed claims as a fresh owner; what it held is nobody's then, as after a crash.
        Hand alive = hand.lapsed(false);
        State before = (hand.lapsed() ? disowned(state, worker) : state).with(worker, alive);
        Real real = new Real(before);
        ClaimAnswer answer = real.store
                .claim(OWNERS.get(worker), List.of(Claims.request("k", hand.delivery())))
                .get(0);
        Origin origin =
                new Origin(state, worker + " claims: " + answer.getClass().getSimpleName());
        answer.answer(worker, new ClaimAnswer.Cases<Integer>() {
            @Override
            public void granted(Integer by, ClaimAnswer.Granted granted) {
                run(by, granted.fence());
            }

            @Override
            public void suspect(Integer by, ClaimAnswer.Suspect suspect) {
                run(by, suspect.fence());
            }

            private void run(Integer by, long fence) {
                real.fences[by] = fence;
                reach(real.readBack(state.with(by, alive.to(Step.RUN))), origin);
            }

            @Override
            public void poisoned(Integer by, ClaimAnswer.Poisoned poisoned) {
                throw new IllegalStateException("no start is on record, so nothing is poison: " + history(state));
            }

            @Override
            public void keyConflict(Integer by, ClaimAnswer.KeyConflict conflict) {
                throw new IllegalStateException("there is one payload only: " + history(state));
            }

            @Override
            public void finish(Integer by, ClaimAnswer.Finish finish) {
                real.fences[by] = finish.fence();
                Coordinates decided = real.record().coordinates();
                reach(
                        real.readBack(state.with(
                                by,
                                alive.carrying(
                                        decided, Carried.of(finish.decided().decision())))),
                        origin);
            }

            @Override
            public void completed(Integer by, ClaimAnswer.Completed completed) {
                reach(real.readBack(state.with(by, alive.to(Step.TO_ACK))), origin);
            }

            @Override
            public void runningHere(Integer by) {
                throw new IllegalStateException("a worker with one delivery can't run another: " + history(state));
            }

            @Override
            public void held(Integer by, ClaimAnswer.Held held) {
                reach(handedBack(real.readBack(state), by, alive), origin);
            }

            @Override
            public void skipped(Integer by, ClaimAnswer.Skipped skipped) {
                throw new IllegalStateException("nobody asks for a unique key: " + history(state));
            }

            @Override
            public void locked(Integer by, ClaimAnswer.Locked locked) {
                throw new IllegalStateException("nobody asks for a unique key: " + history(state));
            }

            @Override
            public void dropped(Integer by, ClaimAnswer.Dropped dropped) {
                reach(real.readBack(state.with(by, alive.to(Step.TO_ACK))), origin);
            }
        });
    }

    private static State disowned(State state, int worker) {
        Known known = state.known();
        return known != null && known.owner() == worker
                ? state.withKnown(new Known(known.status(), known.at(), NOBODY))
                : state;
    }

    /** To the ladder, and acked in a step of its own. */
    private static State handedBack(State state, int worker, Hand hand) {
        return state.withLadder(plus(state.ladder(), hand.delivery())).with(worker, hand.to(Step.TO_ACK));
    }

    private void decide(State state, int worker, Hand hand, Decided decided) {
        Real real = new Real(state);
        Standing standing = real.decide(worker, decided);
        Origin origin = new Origin(state, worker + " decides: " + standing);
        if (standing == Standing.FENCED) {
            boolean handsBack = rules.contains(Rule.FENCED_FINISHER_HANDS_BACK);
            State read = real.readBack(state);
            reach(handsBack ? handedBack(read, worker, hand) : read.with(worker, hand.to(Step.TO_ACK)), origin);
        } else if (decided.follows().isEmpty()) {
            reach(real.readBack(state.with(worker, hand.to(Step.TO_ACK))), origin);
        } else {
            Hand next = hand.carrying(hand.at(), Carried.of(decided.decision()));
            boolean publishFirst = rules.contains(Rule.PUBLISH_BEFORE_MARKING);
            reach(real.readBack(state.with(worker, publishFirst ? next : next.to(Step.TO_MARK))), origin);
        }
    }

    private void publish(State state, int worker, Hand hand) {
        State published = switch (hand.carried()) {
            case RETRY -> state.withLadder(plus(state.ladder(), hand.at().nextRun()));
            case DEATH -> state.withDead(plusLife(state.deadLives(), hand.at().life()));
            case FOLLOW_UP -> state.withFollowUp();
        };
        Step next = rules.contains(Rule.PUBLISH_BEFORE_MARKING) ? Step.TO_MARK : Step.TO_ACK;
        reach(published.with(worker, hand.to(next)), new Origin(state, worker + " publishes: " + hand.carried()));
    }

    private void mark(State state, int worker, Hand hand) {
        Real real = new Real(state);
        if (!rules.contains(Rule.DECIDE_BEFORE_PUBLISHING)) {
            real.decide(worker, decision(hand));
        }
        real.store.mark(List.of(new FencedKey(KEY, real.fences[worker])));
        Step next = rules.contains(Rule.PUBLISH_BEFORE_MARKING) ? Step.TO_ACK : Step.TO_PUBLISH;
        reach(real.readBack(state.with(worker, hand.to(next))), new Origin(state, worker + " marks"));
    }

    private Decided decision(Hand hand) {
        return switch (hand.carried()) {
            case RETRY -> Claims.retry(hand.at());
            case DEATH -> Claims.dead();
            case FOLLOW_UP -> success.decided();
        };
    }

    /** A real store, brought into a state. */
    private static final class Real {
        private static final long OLD = -1;

        private final SettableClock clock = new SettableClock();
        private final InMemoryStore store = InMemoryStore.create(clock, Retention.STANDARD, 10);
        private final long[] fences = {OLD, OLD};

        Real(State state) {
            store.heartbeat(GONE, LEASE);
            for (int worker = 0; worker < 2; worker++) {
                Hand hand = state.hand(worker);
                boolean lives = hand.step() != Step.IDLE && !hand.lapsed();
                store.heartbeat(OWNERS.get(worker), lives ? LEASE.multipliedBy(10) : LEASE);
            }
            Known known = state.known();
            if (known != null) {
                bringTo(known);
            }
            clock.advance(LEASE); // with that the short leases have ended
            for (int worker = 0; worker < 2; worker++) {
                if (state.hand(worker).fenceStands()) {
                    fences[worker] = record().fence();
                }
            }
        }

        private void bringTo(Known known) {
            if (known.status() == JobStatus.PENDING) {
                store.register(List.of(Claims.registration("k")));
                return;
            }
            Owner owner = known.owner() == NOBODY ? GONE : OWNERS.get(known.owner());
            store.claim(owner, List.of(Claims.request("k", known.at())));
            FencedKey claim = new FencedKey(KEY, record().fence());
            switch (known.status()) {
                case RUNNING -> {}
                case SUCCEEDED -> decide(claim, Claims.succeed("7"));
                case DECIDED_RETRY -> decide(claim, Claims.retry(known.at()));
                case DECIDED_DEAD -> decide(claim, Claims.dead());
                case DECIDED_SUCCEEDED -> decide(claim, Claims.succeedAndPublish("7"));
                case RETRYING -> {
                    decide(claim, Claims.retry(known.at()));
                    store.mark(List.of(claim));
                }
                case DEAD -> {
                    decide(claim, Claims.dead());
                    store.mark(List.of(claim));
                }
                case CANCELLED -> store.cancel(KEY);
                case PENDING, EXPIRED -> throw new IllegalStateException("nothing here leads to " + known.status());
            }
        }

        private Standing decide(FencedKey claim, Decided decided) {
            return store.decide(List.of(new Settlement(claim, decided))).get(0);
        }

        Standing decide(int worker, Decided decided) {
            return decide(new FencedKey(KEY, fences[worker]), decided);
        }

        JobRecord record() {
            return store.find(KEY).orElseThrow();
        }

        /** {@code state} with what the store says now. */
        State readBack(State state) {
            JobRecord record = store.find(KEY).orElse(null);
            if (record == null) {
                return state;
            }
            int owner = record.owner().map(OWNERS::indexOf).orElse(NOBODY);
            State read = state.withKnown(new Known(record.status(), record.coordinates(), owner));
            for (int worker = 0; worker < 2; worker++) {
                boolean stands = state.hand(worker).step() != Step.IDLE && fences[worker] == record.fence();
                read = read.with(worker, read.hand(worker).fence(stands));
            }
            return read;
        }
    }

    // Bags.

    private static List<Coordinates> plus(List<Coordinates> bag, Coordinates message) {
        List<Coordinates> more = new ArrayList<>(bag);
        more.add(message);
        more.sort(null);
        return List.copyOf(more);
    }

    private static List<Coordinates> without(List<Coordinates> bag, Coordinates message) {
        List<Coordinates> fewer = new ArrayList<>(bag);
        fewer.remove(message);
        return List.copyOf(fewer);
    }

    private static List<Integer> plusLife(List<Integer> lives, int life) {
        List<Integer> more = new ArrayList<>(lives);
        more.add(life);
        more.sort(null);
        return List.copyOf(more);
    }

    private static String words(Coordinates message) {
        return "run " + message.run() + (message.life() == 0 ? "" : " of life " + message.life());
    }
}
