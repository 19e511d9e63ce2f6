package dev.warren.idempotency.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.warren.idempotency.FlawedStores;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.LockingStore;
import dev.warren.idempotency.OpenStore;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.conformance.Linearizer.Verdict;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link LinearizabilityConformance} does must find what is wrong with a store, and nothing where nothing is. */
@Timeout(120)
class FlawedStoresTest {
    private static final int MOST_ROUNDS = 400;
    private static final int ROUNDS_WITHOUT_A_FIND = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final SettableClock clock = new SettableClock();

    private static Arguments flaw(String name, Function<Clock, OpenStore> store) {
        return arguments(name, (Opening) (clock, gap) -> store.apply(clock));
    }

    interface Opening {
        OpenStore open(Clock clock, Runnable gap);
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                arguments("claims are not atomic", (Opening) FlawedStores::claimsNotAtomic),
                arguments("decisions are not atomic", (Opening) FlawedStores::decisionsNotAtomic),
                flaw("fences are given twice", FlawedStores::fencesTwice),
                flaw("a record is found as it was", FlawedStores::findsWhatWas),
                flaw("no fence in decide", FlawedStores::noFenceInDecide),
                flaw("no fence in mark", FlawedStores::noFenceInMark),
                flaw("replays have no life of their own", FlawedStores::noLives),
                flaw("a resend revives the dead", FlawedStores::resendRevives),
                flaw("a replay waits for the mark", FlawedStores::replayWaitsForMark),
                flaw("a cancellation overwrites decisions", FlawedStores::cancelOverwritesDecisions),
                flaw("ended leases are renewed", FlawedStores::renewsEndedLeases),
                flaw("claims need no lease", FlawedStores::claimsWithoutLease),
                flaw("a claim whose answer got lost is held", FlawedStores::lostAnswersAreHeld),
                flaw("every claim counts as a crash", FlawedStores::everyClaimCounts),
                flaw("stale deliveries run", FlawedStores::staleRuns),
                flaw("locks are not asked for", FlawedStores::noLocks),
                flaw("dead workers hold their locks", FlawedStores::deadHoldersHold),
                flaw("who goes on does not ask for its lock", FlawedStores::goesOnWithoutItsLock),
                arguments("a lock is taken without comparing it", (Opening) FlawedStores::lockNotCompared));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void findsAFlaw(String name, Opening store) throws Exception {
        long round = 1;
        while (round <= MOST_ROUNDS && find(store, round).isEmpty()) {
            round++;
        }
        assertThat(round).as("the round in which it is found: %s", name).isLessThanOrEqualTo(MOST_ROUNDS);
    }

    @Test
    void findsNothingInAStoreWithoutOne() throws Exception {
        for (long round = 1; round <= ROUNDS_WITHOUT_A_FIND; round++) {
            assertThat(find((clock, gap) -> new OpenStore(clock), round)).isEmpty();
        }
    }

    @Test
    void findsNothingInAStoreThatComparesAllThatItWentBy() throws Exception {
        for (long round = 1; round <= ROUNDS_WITHOUT_A_FIND; round++) {
            assertThat(find(FlawedStores::comparesAll, round)).isEmpty();
        }
    }

    /** What was found. */
    private Optional<String> find(Opening opening, long round) throws Exception {
        IdempotencyStore store = oneAtATime(opening.open(clock, this::letOthersIn));
        List<List<Call>> histories;
        try {
            histories = new Contention(new InMemory(), List.of(store), round).run();
        } catch (Exception e) {
            if (e.getCause() instanceof AssertionError) {
                return Optional.of(String.valueOf(e.getCause().getMessage()));
            }
            throw e;
        }
        return histories.stream()
                .map(Linearizer::check)
                .filter(result -> result.verdict() == Verdict.VIOLATED)
                .map(Linearizer.Result::account)
                .findAny();
    }

    /** In the middle of a call. */
    private void letOthersIn() {
        lock.unlock();
        LockSupport.parkNanos(1_000);
        lock.lock();
    }

    private IdempotencyStore oneAtATime(OpenStore store) {
        return (IdempotencyStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {LockingStore.class}, (proxy, method, arguments) -> {
                    lock.lock();
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        lock.unlock();
                    }
                });
    }

    private final class InMemory implements StoreFixture {
        @Override
        public IdempotencyStore open() {
            throw new IllegalStateException("the store is open");
        }

        @Override
        public boolean outlivesClosing() {
            return false;
        }

        @Override
        public Retention retention() {
            return Retention.STANDARD;
        }

        @Override
        public void pass(Duration time) {
            clock.advance(time);
        }
    }
}
