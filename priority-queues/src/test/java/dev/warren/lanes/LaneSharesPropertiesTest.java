package dev.warren.lanes;

import static dev.warren.topology.LaneName.BULK;
import static dev.warren.topology.LaneName.CRITICAL;
import static dev.warren.topology.LaneName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warren.topology.LaneName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each property runs over many workloads; a failure names its seed. */
class LaneSharesPropertiesTest {
    private static final List<LaneName> ALL = List.of(CRITICAL, DEFAULT, BULK);
    private static final int STEPS = 400;

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    /** Random lanes, weights, reservations and slots. */
    private record Setup(
            List<LaneName> lanes, List<Integer> weights, List<Integer> reserved, int slots, Random random) {
        static Setup of(int seed) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(6);
            List<Integer> reserved = random.ints(count, 0, 3).boxed().toList();
            int slots = sum(reserved) + 1 + random.nextInt(12);
            int heaviest = random.nextBoolean() ? 10 : WeightedShares.MAX_WEIGHT;
            List<Integer> weights = random.ints(count, 1, heaviest + 1).boxed().toList();
            List<LaneName> lanes = IntStream.range(0, count)
                    .mapToObj(lane -> new LaneName("lane-" + lane))
                    .toList();
            return new Setup(lanes, weights, reserved, slots, random);
        }

        LaneShares weighted() {
            Map<LaneName, Integer> byLane = new LinkedHashMap<>();
            for (int lane = 0; lane < lanes.size(); lane++) {
                byLane.put(lanes.get(lane), weights.get(lane));
            }
            return LaneShares.weighted(byLane);
        }

        LaneShares reserving(LaneShares underneath) {
            LaneShares shares = underneath;
            for (int lane = 0; lane < lanes.size(); lane++) {
                shares = reserved.get(lane) == 0 ? shares : shares.reserving(lanes.get(lane), reserved.get(lane));
            }
            return shares;
        }

        /** Bursts of jobs of very different lengths, on lanes that are at times idle and at times flooded. */
        Workload run(LaneShares shares, Workload.Watcher watcher) {
            int[] longest = random.ints(lanes.size(), 1, 200).map(i -> i * i).toArray();
            Workload workload = new Workload(
                    shares.picker(lanes, slots), lanes.size(), Workload.randomLengths(random, longest), watcher);
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(3) == 0) {
                    workload.arrive(random.nextInt(lanes.size()), 1 + random.nextInt(20));
                }
                workload.step();
            }
            while (workload.step()) {
                // drain
            }
            assertThat(workload.state().totalWaiting()).isZero();
            return workload;
        }
    }

    private static int sum(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).sum();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPolicyServesALaneWithNothingWaitingOrFillsMoreThanItsSlots(int seed) {
        for (LaneShares shares : policiesOf(Setup.of(seed))) {
            Setup setup = Setup.of(seed);
            setup.run(shares, (state, answer) -> {
                assertThat(state.totalRunning()).isLessThanOrEqualTo(setup.slots());
                answer.ifPresent(lane -> {
                    assertThat(state.waiting(lane)).isPositive();
                    assertThat(state.totalRunning()).isLessThan(setup.slots());
                });
            });
        }
    }

    private static List<LaneShares> policiesOf(Setup setup) {
        LaneShares weighted = setup.weighted();
        LaneShares strict = LaneShares.strict(setup.lanes());
        return List.of(weighted, strict, setup.reserving(weighted), setup.reserving(strict));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withoutReservationsNoSlotIsFreeWhileAnythingWaits(int seed) {
        Setup lanes = Setup.of(seed);
        for (LaneShares shares : List.of(lanes.weighted(), LaneShares.strict(lanes.lanes()))) {
            Setup setup = Setup.of(seed);
            setup.run(
                    shares,
                    (state, answer) -> assertThat(answer.isPresent())
                            .as("%s of %d slots", state, setup.slots())
                            .isEqualTo(state.totalWaiting() > 0 && state.totalRunning() < setup.slots()));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void reservedSlotsAreNeverTakenByOthersAndSharedOnesAreLentInFull(int seed) {
        Setup setup = Setup.of(seed);
        setup.run(setup.reserving(setup.weighted()), (state, answer) -> {
            int free = setup.slots() - state.totalRunning();
            int keptFree = 0;
            boolean anyoneMayStart = false;
            for (int lane = 0; lane < state.lanes(); lane++) {
                int ownFree = Math.max(0, setup.reserved().get(lane) - state.running(lane));
                keptFree += ownFree;
                anyoneMayStart |= ownFree > 0 && state.waiting(lane) > 0;
            }
            assertThat(free).as("%s", state).isGreaterThanOrEqualTo(keptFree);
            anyoneMayStart |= free > keptFree && state.totalWaiting() > 0;
            assertThat(answer.isPresent()).as("%s", state).isEqualTo(anyoneMayStart);
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void strictNeverServesALaneWhileAHigherOneWaits(int seed) {
        Setup setup = Setup.of(seed);
        setup.run(
                LaneShares.strict(setup.lanes()),
                (state, answer) -> answer.ifPresent(lane -> {
                    for (int higher = 0; higher < lane; higher++) {
                        assertThat(state.waiting(higher)).isZero();
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void underWeightedALaneThatHoldsNoSlotIsServedWithinItsBound(int seed) {
        Setup setup = Setup.of(seed);
        int[] picksMissed = new int[setup.lanes().size()];
        setup.run(
                setup.weighted(),
                (state, answer) -> answer.ifPresent(served -> {
                    for (int lane = 0; lane < state.lanes(); lane++) {
                        boolean starves = lane != served && state.waiting(lane) > 0 && state.running(lane) == 0;
                        picksMissed[lane] = starves ? picksMissed[lane] + 1 : 0;
                        assertThat(picksMissed[lane])
                                .as("lane %d, %s", lane, state)
                                .isLessThan(bound(setup.weights(), lane));
                    }
                }));
    }

    /** (W - w) / w + n, as promised by {@link LaneShares#weighted(Map)}. */
    private static int bound(List<Integer> weights, int lane) {
        int others = sum(weights) - weights.get(lane);
        return others / weights.get(lane) + weights.size();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void underWeightedNoLaneIsGivenMoreThanASlotAboveItsShareWhileAllWait(int seed) {
        Setup setup = Setup.of(seed);
        double sum = sum(setup.weights());
        saturated(
                setup,
                (state, answer) -> answer.ifPresent(lane -> {
                    double share = setup.slots() * setup.weights().get(lane) / sum;
                    assertThat(state.running(lane) + 1.0)
                            .as("lane %d, %s", lane, state)
                            .isLessThan(share + 1);
                }));
    }

    private static void saturated(Setup setup, Workload.Watcher watcher) {
        int lanes = setup.lanes().size();
        int[] longest = setup.random().ints(lanes, 1, 1_000).toArray();
        Workload workload = new Workload(
                setup.weighted().picker(setup.lanes(), setup.slots()),
                lanes,
                Workload.randomLengths(setup.random(), longest),
                // The jobs arrive lane by lane; from then on all lanes have some waiting.
                (state, answer) -> {
                    if (IntStream.range(0, lanes).allMatch(lane -> state.waiting(lane) > 0)) {
                        watcher.onPick(state, answer);
                    }
                });
        for (int lane = 0; lane < lanes; lane++) {
            workload.arrive(lane, 3_000);
        }
        for (int step = 0; step < 2_000; step++) {
            workload.step();
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 1, 1, 1", "10, 1, 10, 100", "20, 100, 10, 1", "50, 7, 7, 7"})
    void underWeightedSlotTimeMatchesTheWeightsHoweverLongTheJobsAre(int slots, int critical, int standard, int bulk) {
        Workload workload = flooded(slots, new Random(slots), critical, standard, bulk);
        assertThat(workload.share(0)).isCloseTo(0.6, within(0.02));
        assertThat(workload.share(1)).isCloseTo(0.3, within(0.02));
        assertThat(workload.share(2)).isCloseTo(0.1, within(0.02));
    }

    private static Workload flooded(int slots, Random random, int... longest) {
        Workload workload = new Workload(
                LaneShares.weighted().picker(ALL, slots),
                ALL.size(),
                Workload.randomLengths(random, longest),
                (state, answer) -> {});
        for (int lane = 0; lane < ALL.size(); lane++) {
            workload.arrive(lane, 100_000);
        }
        for (int step = 0; step < 20_000; step++) {
            workload.step();
        }
        return workload;
    }

    @Test
    void underWeightedASingleSlotStartsJobsByTheWeights() {
        Workload workload = flooded(1, new Random(1), 5, 5, 5);
        assertThat(workload.starts(0)).isBetween(12_000L, 12_001L);
        assertThat(workload.starts(1)).isBetween(6_000L, 6_001L);
        assertThat(workload.starts(2)).isBetween(2_000L, 2_001L);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCriticalJobWaitsForAtMostOneBulkJob(int seed) {
        int bulkJob = 1_000;
        for (LaneShares shares : List.of(LaneShares.weighted(), LaneShares.strict(ALL))) {
            Workload flood = bulkFloodWithRareCriticalJobs(shares, new Random(seed), bulkJob);
            assertThat(flood.longestWait(0)).isLessThanOrEqualTo(bulkJob);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCriticalJobStartsAtOnceOnAReservedSlot(int seed) {
        LaneShares shares = LaneShares.weighted().reserving(CRITICAL, 1);
        Workload flood = bulkFloodWithRareCriticalJobs(shares, new Random(seed), 1_000);
        assertThat(flood.longestWait(0)).isZero();
    }

    /** Critical jobs come one at a time: the next when the one before has ended. */
    private static Workload bulkFloodWithRareCriticalJobs(LaneShares shares, Random random, int bulkJob) {
        int slots = 2 + random.nextInt(10);
        List<OptionalInt> criticalStarts = new ArrayList<>();
        Workload workload = new Workload(
                shares.picker(ALL, slots),
                ALL.size(),
                lane -> lane == 0 ? 10 : 1 + random.nextInt(bulkJob),
                (state, answer) -> {
                    if (answer.isPresent() && answer.getAsInt() == 0) {
                        criticalStarts.add(answer);
                    }
                });
        workload.arrive(2, 5_000);
        for (int step = 0; step < 500; step++) {
            boolean noneUnderway =
                    workload.state().waiting(0) + workload.state().running(0) == 0;
            if (noneUnderway && random.nextInt(10) == 0) {
                workload.arrive(0, 1);
            }
            workload.step();
        }
        assertThat(criticalStarts).hasSizeGreaterThan(5);
        return workload;
    }
}
