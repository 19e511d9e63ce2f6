package dev.warren.lanes;

import dev.warren.topology.LaneName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** The checked lanes and slots of one worker, as every policy of this package needs them. */
record ServedLanes(List<LaneName> lanes, int slots) {
    ServedLanes {
        lanes = checkDistinct("lanes", lanes);
        if (slots < 1) {
            throw new IllegalArgumentException("slots is " + slots + "; it must be at least 1");
        }
    }

    static List<LaneName> checkDistinct(String key, Collection<LaneName> lanes) {
        if (lanes.isEmpty()) {
            throw new IllegalArgumentException(key + " is empty; it must name at least one lane");
        }
        Set<LaneName> seen = new HashSet<>();
        for (LaneName lane : lanes) {
            if (!seen.add(lane)) {
                throw new IllegalArgumentException(
                        key + " names lane '" + lane + "' twice; each lane may stand in it once");
            }
        }
        return List.copyOf(lanes);
    }

    int count() {
        return lanes.size();
    }

    /** One answer per lane, made once, so that a pick allocates nothing. */
    OptionalInt[] answers() {
        return IntStream.range(0, count()).mapToObj(OptionalInt::of).toArray(OptionalInt[]::new);
    }

    int totalRunning(SlotUse use) {
        int total = 0;
        for (int lane = 0; lane < count(); lane++) {
            total += use.running(lane);
        }
        return total;
    }
}
