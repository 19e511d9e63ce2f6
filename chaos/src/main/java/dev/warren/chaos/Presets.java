package dev.warren.chaos;

import dev.warren.chaos.broken.Breakage;
import dev.warren.chaos.faults.Fault;
import dev.warren.chaos.faults.Fault.Track;
import dev.warren.chaos.faults.Faults;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run does that was not told more. */
final class Presets {
    static final Duration QUICK = Duration.ofSeconds(38);
    static final Duration BROKEN = Duration.ofSeconds(3);
    static final int QUICK_RATE = 300;
    static final int BROKEN_RATE = 1_000;
    static final int SOAK_RATE = 2_000;

    private static final Duration BROKER_EACH = Duration.ofSeconds(17);
    private static final Duration WORKER_EACH = Duration.ofSeconds(6);
    private static final Duration RARE_BROKER_EACH = Duration.ofMinutes(8);
    private static final Duration RARE_EACH = Duration.ofSeconds(90);

    /** What takes long, or is like another: dev/chaos --fault has them. */
    private static final List<String> NOT_QUICK = List.of(
            "lost-confirm",
            "lost-ack",
            "mute-publish",
            "mute-delivery",
            "consumer-timeout",
            "memory-alarm",
            "disk-alarm",
            "connections-closed",
            "binding-deleted",
            "exchange-deleted",
            "queue-deleted");

    /** What takes an operator's hand to heal, or another broker from the beginning on. */
    private static final List<String> NOT_IN_A_SOAK =
            List.of("binding-deleted", "exchange-deleted", "queue-deleted", "consumer-timeout");

    private Presets() {}

    /** Each fault at least once, but for a broken product: that gets the one that shows it. */
    static Map<Fault, Integer> quick(Breakage breakage) {
        return switch (breakage) {
            case NONE -> {
                Map<Fault, Integer> counts = new LinkedHashMap<>();
                Faults.all().forEach(fault -> counts.put(fault, 1));
                NOT_QUICK.forEach(word -> counts.remove(named(word)));
                counts.keySet().removeIf(Presets::isOfACluster);
                counts.remove(named("broker-freeze"));
                counts.remove(named("broker-restart"));
                counts.remove(named("poison-exit"));
                counts.put(named("worker-kill"), 2);
                yield counts;
            }
            case ACK_BEFORE_WORK -> Map.of(named("workers-kill"), 1);
            case NO_CONFIRMS, FINAL_BEFORE_PUBLISH -> Map.of(named("power-cut"), 1);
        };
    }

    /** Each node of a cluster in each way. */
    static Map<Fault, Integer> cluster() {
        Map<Fault, Integer> counts = new LinkedHashMap<>();
        Faults.all().stream().filter(Presets::isOfACluster).forEach(fault -> counts.put(fault, 1));
        return counts;
    }

    private static boolean isOfACluster(Fault fault) {
        return fault.word().startsWith("node-");
    }

    /** A broken product is seen sooner when more is under way. */
    static int quickRate(Breakage breakage) {
        return breakage == Breakage.NONE ? QUICK_RATE : BROKEN_RATE;
    }

    /** As many kills as the time allows; of what takes longer or costs more, less. */
    static Map<Fault, Integer> soak(Duration length) {
        Map<Fault, Integer> counts = new LinkedHashMap<>();
        Faults.all()
                .forEach(fault ->
                        counts.put(fault, times(length, fault.track() == Track.BROKER ? RARE_BROKER_EACH : RARE_EACH)));
        NOT_IN_A_SOAK.forEach(word -> counts.remove(named(word)));
        counts.keySet().removeIf(fault -> isOfACluster(fault) || fault.track() == Track.WIRE);
        counts.put(named("broker-kill"), times(length, BROKER_EACH));
        counts.put(named("worker-kill"), times(length, WORKER_EACH));
        return counts;
    }

    private static int times(Duration length, Duration each) {
        return (int) Math.max(1, length.toMillis() / each.toMillis());
    }

    private static Fault named(String word) {
        return Faults.named(word).orElseThrow();
    }
}
