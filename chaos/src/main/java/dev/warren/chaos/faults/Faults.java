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
        return Stream.<Fault[]>of(
                        ServerFault.values(),
                        ProcessFault.values(),
                        MassFault.values(),
                        PoisonFault.values(),
                        WireFault.values(),
                        AlarmFault.values(),
                        TopologyFault.values())
                .flatMap(Stream::of)
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
