package dev.warren.lanes;

import dev.warren.topology.LaneName;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Highest lane first. */
record StrictShares(List<LaneName> highestFirst) implements LaneShares {
    StrictShares {
        highestFirst = ServedLanes.checkDistinct("strict", highestFirst);
    }

    @Override
    public SlotPicker picker(List<LaneName> lanes, int slots) {
        ServedLanes served = new ServedLanes(lanes, slots);
        return new Picker(served, ranked(served));
    }

    private int[] ranked(ServedLanes served) {
        return IntStream.range(0, served.count())
                .boxed()
                .sorted(Comparator.comparingInt(lane -> rank(served.lanes().get(lane))))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int rank(LaneName lane) {
        int rank = highestFirst.indexOf(lane);
        if (rank < 0) {
            throw new IllegalArgumentException("strict lacks lane '" + lane + "', which the worker serves; it names "
                    + highestFirst + " and must name every lane served");
        }
        return rank;
    }

    private static final class Picker implements SlotPicker {
        private final ServedLanes served;
        private final int[] ranked;
        private final OptionalInt[] answers;

        Picker(ServedLanes served, int[] ranked) {
            this.served = served;
            this.ranked = ranked;
            this.answers = served.answers();
        }

        @Override
        public OptionalInt pick(SlotUse use) {
            if (served.totalRunning(use) >= served.slots()) {
                return OptionalInt.empty();
            }
            for (int lane : ranked) {
                if (use.waiting(lane) > 0) {
                    return answers[lane];
                }
            }
            return OptionalInt.empty();
        }
    }
}
