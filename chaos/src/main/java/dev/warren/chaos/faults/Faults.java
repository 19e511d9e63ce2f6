package dev.warren.chaos.faults;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All faults there are. */
public final class Faults {
    private Faults() {}

    /** In the order in which they are listed. A new one is added here. */
    public static List<Fault> all() {
        return Stream.<List<? extends Fault>>of(
                        List.of(ServerFault.values()),
                        List.of(ProcessFault.values()),
                        List.of(MassFault.values()),
                        List.of(ClockFault.values()),
                        List.of(PoisonFault.values()),
                        List.of(LongJobFault.values()),
                        List.of(WireFault.values()),
                        List.of(AlarmFault.values()),
                        List.of(TopologyFault.values()),
                        NodeFault.all())
                .<Fault>flatMap(List::stream)
                .toList();
    }

    /** The one that is called so. */
    public static Optional<Fault> named(String word) {
        return all().stream().filter(fault -> fault.word().equals(word)).findFirst();
    }

    /** Whether one of them needs a way to the broker that can be cut. */
    public static boolean needAWire(Collection<Fault> faults) {
        return faults.stream().anyMatch(WireFault.class::isInstance);
    }
}
