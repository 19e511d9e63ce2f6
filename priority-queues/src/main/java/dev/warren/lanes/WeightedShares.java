package dev.warren.lanes;

import dev.warren.topology.LaneName;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Slots in proportion to weights. */
record WeightedShares(Map<LaneName, Integer> weights) implements LaneShares {
    static final int MAX_WEIGHT = 1_000;

    static final LaneShares DEFAULTS =
            new WeightedShares(Map.of(LaneName.CRITICAL, 6, LaneName.DEFAULT, 3, LaneName.BULK, 1));

    WeightedShares {
        weights = Map.copyOf(weights);
        weights.forEach(WeightedShares::check);
    }

    private static void check(LaneName lane, int weight) {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight of lane '" + lane + "' is " + weight + "; it must be between 1 and " + MAX_WEIGHT);
        }
    }

    @Override
    public SlotPicker picker(List<LaneName> lanes, int slots) {
        ServedLanes served = new ServedLanes(lanes, slots);
        return new Picker(served, served.lanes().stream().mapToInt(this::weight).toArray());
    }

    private int weight(LaneName lane) {
        Integer weight = weights.get(lane);
        if (weight == null) {
            throw new IllegalArgumentException("weights lack lane '" + lane + "', which the worker serves; they are "
                    + weights + " and must hold every lane served, between 1 and " + MAX_WEIGHT);
        }
        return weight;
    }

    /**
     * First by slots held for the weight, then by turns. Turns are stride scheduling (Waldspurger and Weihl, 1995): a start moves its
     * lane ahead by a stride that is the shorter the greater its weight, and among level lanes the one least ahead is next.
     */
    private static final class Picker implements SlotPicker {
        private static final int NONE = -1;

        /** The stride of weight 1. Divisible by 1 to 16, so that turns of small weights come out exact. */
        private static final long LONGEST_STRIDE = 720_720_000L;

        private final ServedLanes served;
        private final int[] weights;
        private final OptionalInt[] answers;

        /** How far each lane is ahead of virtual time: never below 0 and never above its stride, so it cannot overflow. */
        private final long[] ahead;

        Picker(ServedLanes served, int[] weights) {
            this.served = served;
            this.weights = weights;
            this.answers = served.answers();
            this.ahead = new long[weights.length];
        }

        @Override
        public OptionalInt pick(SlotUse use) {
            int next = next(use);
            if (next == NONE || served.totalRunning(use) >= served.slots()) {
                return OptionalInt.empty();
            }
            passTurn(next, use);
            return answers[next];
        }

        private int next(SlotUse use) {
            int next = NONE;
            for (int lane = 0; lane < weights.length; lane++) {
                if (use.waiting(lane) > 0 && (next == NONE || comesBefore(lane, next, use))) {
                    next = lane;
                }
            }
            return next;
        }

        private boolean comesBefore(int lane, int other, SlotUse use) {
            int byHeld = compareHeld(lane, other, use);
            return byHeld < 0 || (byHeld == 0 && ahead[lane] < ahead[other]);
        }

        /** Compares running/weight of two lanes, multiplied out. */
        private int compareHeld(int lane, int other, SlotUse use) {
            return Long.compare((long) use.running(lane) * weights[other], (long) use.running(other) * weights[lane]);
        }

        /** Virtual time moves on to the lane whose turn it is, and that lane moves ahead. */
        private void passTurn(int next, SlotUse use) {
            long elapsed = ahead[next];
            for (int lane = 0; lane < weights.length; lane++) {
                ahead[lane] = Math.max(ahead[lane] - elapsed, leastAhead(lane, next, use));
            }
            ahead[next] = stride(next);
        }

        /**
         * A lane that has no turn to take keeps up with virtual time, so that it saves no credit; and one that holds slots meanwhile
         * counts as just started, so that long jobs do not win the next turn by their length.
         */
        private long leastAhead(int lane, int next, SlotUse use) {
            boolean takesTurns = use.waiting(lane) > 0 && compareHeld(lane, next, use) == 0;
            return takesTurns || use.running(lane) == 0 ? 0 : stride(lane);
        }

        private long stride(int lane) {
            return LONGEST_STRIDE / weights[lane];
        }
    }
}
