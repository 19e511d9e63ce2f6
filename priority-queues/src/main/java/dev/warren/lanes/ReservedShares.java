package dev.warren.lanes;

import dev.warren.topology.LaneName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Some slots for one lane each; the others by the policy underneath. */
final class ReservedShares implements LaneShares {
    private final LaneShares underneath;
    private final Map<LaneName, Integer> reserved;

    private ReservedShares(LaneShares underneath, Map<LaneName, Integer> reserved) {
        this.underneath = underneath;
        this.reserved = reserved;
    }

    static ReservedShares over(LaneShares underneath) {
        return new ReservedShares(underneath, Map.of());
    }

    @Override
    public LaneShares reserving(LaneName lane, int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException(
                    "reserved slots of lane '" + lane + "' is " + slots + "; it must be at least 1");
        }
        Map<LaneName, Integer> more = new LinkedHashMap<>(reserved);
        Integer earlier = more.put(lane, slots);
        if (earlier != null) {
            throw new IllegalArgumentException("reserved slots of lane '" + lane + "' is given twice, as " + earlier
                    + " and as " + slots + "; give it once");
        }
        return new ReservedShares(underneath, more);
    }

    @Override
    public SlotPicker picker(List<LaneName> lanes, int slots) {
        ServedLanes served = new ServedLanes(lanes, slots);
        checkAllServed(served);
        int shared = sharedSlots(served);
        int[] byLane = served.lanes().stream()
                .mapToInt(lane -> reserved.getOrDefault(lane, 0))
                .toArray();
        return new Picker(byLane, shared, underneath.picker(served.lanes(), shared), served.answers());
    }

    private void checkAllServed(ServedLanes served) {
        for (LaneName lane : reserved.keySet()) {
            if (!served.lanes().contains(lane)) {
                throw new IllegalArgumentException("reserved slots of lane '" + lane + "' is " + reserved.get(lane)
                        + ", but the worker serves only " + served.lanes() + "; those slots would never be used");
            }
        }
    }

    private int sharedSlots(ServedLanes served) {
        long sum = reserved.values().stream().mapToLong(Integer::longValue).sum();
        if (sum >= served.slots()) {
            throw new IllegalArgumentException("reserved slots are " + reserved + ", " + sum
                    + " together; they must be fewer than the worker's " + served.slots() + " slots");
        }
        return (int) (served.slots() - sum);
    }

    /**
     * A lane's jobs fill its reserved slots before they take shared ones. Slots are alike, so this is a matter of counting: what a lane
     * runs beyond its reservation is its use of the shared slots, and all that the policy underneath gets to see.
     */
    private static final class Picker implements SlotPicker, SlotUse {
        private static final SlotUse IDLE = new SlotUse() {
            @Override
            public int waiting(int lane) {
                return 0;
            }

            @Override
            public int running(int lane) {
                return 0;
            }
        };

        private final int[] reserved;
        private final int shared;
        private final SlotPicker underneath;
        private final OptionalInt[] answers;
        private SlotUse whole = IDLE;

        Picker(int[] reserved, int shared, SlotPicker underneath, OptionalInt[] answers) {
            this.reserved = reserved;
            this.shared = shared;
            this.underneath = underneath;
            this.answers = answers;
        }

        @Override
        public OptionalInt pick(SlotUse use) {
            whole = use;
            int sharedInUse = 0;
            for (int lane = 0; lane < reserved.length; lane++) {
                if (use.waiting(lane) > 0 && use.running(lane) < reserved[lane]) {
                    return answers[lane];
                }
                sharedInUse += running(lane);
            }
            return sharedInUse < shared ? underneath.pick(this) : OptionalInt.empty();
        }

        @Override
        public int waiting(int lane) {
            return whole.waiting(lane);
        }

        @Override
        public int running(int lane) {
            return Math.max(0, whole.running(lane) - reserved[lane]);
        }
    }
}
