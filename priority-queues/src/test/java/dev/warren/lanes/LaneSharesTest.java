package dev.warren.lanes;

import static dev.warren.topology.LaneName.BULK;
import static dev.warren.topology.LaneName.CRITICAL;
import static dev.warren.topology.LaneName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.topology.LaneName;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Lanes by index: 0 critical, 1 default, 2 bulk. */
class LaneSharesTest {
    private static final List<LaneName> ALL = List.of(CRITICAL, DEFAULT, BULK);
    private static final LaneName MAIL = new LaneName("mail");

    // ---- weighted

    @Test
    void weightedGivesTheFreeSlotToTheLaneWithFewestSlotsForItsWeight() {
        assertThat(next(LaneShares.weighted(), 10, LaneState.waiting(9, 9, 9).running(5, 3, 1)))
                .hasValue(0);
        assertThat(next(LaneShares.weighted(), 10, LaneState.waiting(9, 9, 9).running(6, 2, 1)))
                .hasValue(1);
        assertThat(next(LaneShares.weighted(), 10, LaneState.waiting(9, 9, 9).running(6, 3, 0)))
                .hasValue(2);
    }

    @Test
    void weightedPassesOverALaneWithNothingWaiting() {
        assertThat(next(LaneShares.weighted(), 10, LaneState.waiting(0, 0, 9).running(0, 0, 9)))
                .hasValue(2);
    }

    @Test
    void weightedTakesTurnsByWeightOnASingleSlot() {
        SlotPicker picker = LaneShares.weighted().picker(ALL, 1);
        LaneState busy = LaneState.waiting(9, 9, 9);
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            turns.append("CDB".charAt(picker.pick(busy).orElseThrow()));
        }
        assertThat(turns).hasToString("CDBCCDCCDC".repeat(2));
    }

    @Test
    void weightedGivesNoCreditForIdleTime() {
        SlotPicker picker = LaneShares.weighted(Map.of(DEFAULT, 1, BULK, 1)).picker(List.of(DEFAULT, BULK), 1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(picker.pick(LaneState.waiting(0, 9))).hasValue(1);
        }
        LaneState both = LaneState.waiting(9, 9);
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            turns.append("DB".charAt(picker.pick(both).orElseThrow()));
        }
        assertThat(turns).as("bulk has just had its turn").hasToString("DDBDBD");
    }

    @Test
    void weightedServesACriticalJobNextAfterABulkFlood() {
        SlotPicker picker = LaneShares.weighted().picker(ALL, 4);
        LaneState state = LaneState.waiting(0, 0, 1_000);
        for (int slot = 0; slot < 4; slot++) {
            state.start(picker.pick(state).orElseThrow());
        }
        state.arrive(0);
        assertThat(picker.pick(state)).as("all slots are taken").isEmpty();
        state.end(2);
        assertThat(picker.pick(state)).hasValue(0);
    }

    @Test
    void weightedKeepsALaneOfLongJobsFromWinningEveryTurn() {
        SlotPicker picker = LaneShares.weighted().picker(ALL, 2);
        // A long bulk job holds one of two slots while the others take turns on the second.
        LaneState beside = LaneState.waiting(9, 9, 9).running(0, 0, 1);
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < 11; i++) {
            turns.append("CDB".charAt(picker.pick(beside).orElseThrow()));
        }
        assertThat(turns).hasToString("CDCCDCCDCCD");
        // It ends, while a critical job runs on the other slot. Default has just had its turn, bulk was served all
        // along.
        assertThat(picker.pick(LaneState.waiting(9, 9, 9).running(1, 0, 0))).hasValue(1);
    }

    @Test
    void weightedServesLanesInAnyOrderTheWorkerNamesThem() {
        SlotPicker picker = LaneShares.weighted().picker(List.of(BULK, CRITICAL), 7);
        assertThat(picker.pick(LaneState.waiting(9, 9).running(1, 5))).hasValue(1);
    }

    @Test
    void weightedRefusesWhatItCannotShare() {
        assertRefused(() -> LaneShares.weighted(Map.of(BULK, 0)), "weight of lane 'bulk' is 0", "between 1 and 1000");
        assertRefused(() -> LaneShares.weighted(Map.of(BULK, 1_001)), "weight of lane 'bulk' is 1001");
        assertRefused(
                () -> LaneShares.weighted().picker(List.of(CRITICAL, MAIL), 4),
                "weights lack lane 'mail'",
                "every lane");
    }

    // ---- strict

    @Test
    void strictServesTheHighestLaneThatWaits() {
        LaneShares strict = LaneShares.strict(List.of(BULK, DEFAULT, CRITICAL));
        assertThat(next(strict, 9, LaneState.waiting(9, 9, 9).running(0, 0, 8))).hasValue(2);
        assertThat(next(strict, 9, LaneState.waiting(9, 9, 0))).hasValue(1);
        assertThat(next(strict, 9, LaneState.waiting(9, 0, 0))).hasValue(0);
        assertThat(next(strict, 9, LaneState.waiting(0, 0, 0))).isEmpty();
    }

    @Test
    void strictRefusesListsThatDoNotRankTheLanes() {
        assertRefused(() -> LaneShares.strict(List.of()), "strict is empty");
        assertRefused(() -> LaneShares.strict(List.of(BULK, BULK)), "strict names lane 'bulk' twice");
        assertRefused(
                () -> LaneShares.strict(List.of(CRITICAL, BULK)).picker(ALL, 4),
                "strict lacks lane 'default'",
                "[critical, bulk]");
    }

    // ---- reserved slots

    @Test
    void reservedSlotsStayFreeForTheirLane() {
        LaneShares shares = LaneShares.weighted().reserving(CRITICAL, 2);
        assertThat(next(shares, 10, LaneState.waiting(0, 9, 9).running(0, 3, 4)))
                .isPresent();
        assertThat(next(shares, 10, LaneState.waiting(0, 9, 9).running(0, 3, 5)))
                .isEmpty();
        assertThat(next(shares, 10, LaneState.waiting(1, 9, 9).running(0, 3, 5)))
                .hasValue(0);
        assertThat(next(shares, 10, LaneState.waiting(1, 9, 9).running(1, 3, 5)))
                .hasValue(0);
    }

    @Test
    void aLaneWithAReservationSharesTheOtherSlotsToo() {
        LaneShares shares = LaneShares.weighted().reserving(CRITICAL, 2);
        assertThat(next(shares, 10, LaneState.waiting(9, 0, 0).running(9, 0, 0)))
                .hasValue(0);
        assertThat(next(shares, 10, LaneState.waiting(9, 9, 9).running(9, 0, 0)))
                .as("critical holds 7 of the 8 shared slots")
                .hasValue(1);
    }

    @Test
    void severalLanesMayReserveOnTopOfAnyPolicy() {
        LaneShares shares = LaneShares.strict(ALL).reserving(BULK, 1).reserving(DEFAULT, 1);
        assertThat(next(shares, 4, LaneState.waiting(9, 0, 0).running(2, 0, 0))).isEmpty();
        assertThat(next(shares, 4, LaneState.waiting(9, 0, 9).running(2, 0, 0))).hasValue(2);
        assertThat(next(shares, 4, LaneState.waiting(9, 9, 9).running(2, 0, 1))).hasValue(1);
        assertThat(next(shares, 4, LaneState.waiting(9, 9, 9).running(1, 1, 1))).hasValue(0);
    }

    @Test
    void reservingLeavesThePolicyUnderneathAsItWas() {
        LaneShares plain = LaneShares.weighted();
        LaneShares one = plain.reserving(CRITICAL, 1);
        LaneShares two = one.reserving(DEFAULT, 1);
        LaneState bulkOnly = LaneState.waiting(0, 0, 9).running(0, 0, 2);
        assertThat(next(plain, 3, bulkOnly)).hasValue(2);
        assertThat(next(one, 4, bulkOnly)).hasValue(2);
        assertThat(next(two, 4, bulkOnly)).isEmpty();
    }

    @Test
    void aPolicyOfTheUsersOwnCanBeReservedUpon() {
        LaneShares lastLaneFirst = (lanes, slots) -> use -> OptionalInt.of(lanes.size() - 1);
        LaneShares shares = lastLaneFirst.reserving(CRITICAL, 1);
        assertThat(next(shares, 2, LaneState.waiting(1, 1, 1).running(1, 0, 0))).hasValue(2);
        assertThat(next(shares, 2, LaneState.waiting(1, 1, 1).running(0, 0, 1))).hasValue(0);
        assertThat(next(shares, 2, LaneState.waiting(0, 1, 1).running(0, 0, 1)))
                .as("not even asked, as the free slot is not its own to give")
                .isEmpty();
    }

    @Test
    void reservedSlotsRefuseWhatTheyCannotKeep() {
        assertRefused(
                () -> LaneShares.weighted().reserving(BULK, 0), "reserved slots of lane 'bulk' is 0", "at least 1");
        assertRefused(
                () -> LaneShares.weighted().reserving(BULK, 1).reserving(BULK, 2),
                "reserved slots of lane 'bulk' is given twice, as 1 and as 2");
        assertRefused(
                () -> LaneShares.weighted().reserving(MAIL, 1).picker(ALL, 4),
                "reserved slots of lane 'mail' is 1",
                "[critical, default, bulk]");
        assertRefused(
                () -> LaneShares.weighted()
                        .reserving(BULK, 3)
                        .reserving(CRITICAL, 1)
                        .picker(ALL, 4),
                "{bulk=3, critical=1}",
                "fewer than the worker's 4 slots");
    }

    // ---- all of them

    @Test
    void everyPolicyRefusesAWorkerWithoutLanesOrSlots() {
        for (LaneShares shares : List.of(
                LaneShares.weighted(),
                LaneShares.strict(ALL),
                LaneShares.strict(ALL).reserving(BULK, 1))) {
            assertRefused(() -> shares.picker(List.of(), 4), "lanes is empty");
            assertRefused(() -> shares.picker(List.of(BULK, BULK), 4), "lanes names lane 'bulk' twice");
            assertRefused(() -> shares.picker(ALL, 0), "slots is 0; it must be at least 1");
        }
    }

    private static OptionalInt next(LaneShares shares, int slots, LaneState state) {
        return shares.picker(ALL, slots).pick(state);
    }

    private static void assertRefused(Runnable attempt, String... inMessage) {
        assertThatThrownBy(attempt::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(inMessage);
    }
}
