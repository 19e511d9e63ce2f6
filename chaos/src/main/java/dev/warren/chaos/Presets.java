package dev.warren.chaos;

import dev.warren.chaos.broken.Breakage;
import dev.warren.chaos.faults.Fault;
import dev.warren.chaos.faults.Faults;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run does that was not told more. */
final class Presets {
    static final Duration QUICK = Duration.ofSeconds(38);
    static final Duration BROKEN = Duration.ofSeconds(4);
    static final int QUICK_RATE = 400;
    static final int SOAK_RATE = 1_200;

    private static final Duration BROKER_EACH = Duration.ofSeconds(17);
    private static final Duration WORKER_EACH = Duration.ofSeconds(6);
    private static final Duration RARE_EACH = Duration.ofSeconds(90);

    private Presets() {}

    /** Each fault at least once, but for a broken product: that gets the one that shows it. */
    static Map<Fault, Integer> quick(Breakage breakage) {
        return switch (breakage) {
            case NONE -> {
                Map<Fault, Integer> counts = new LinkedHashMap<>();
                Faults.all().forEach(fault -> counts.put(fault, 1));
                counts.remove(named("broker-freeze"));
                counts.remove(named("poison-exit"));
                counts.put(named("worker-kill"), 3);
                yield counts;
            }
            case ACK_BEFORE_WORK -> Map.of(named("worker-kill"), 1);
            case NO_CONFIRMS, FINAL_BEFORE_PUBLISH -> Map.of(named("broker-freeze"), 1);
        };
    }

    /** As many kills as the time allows; of what takes longer or costs more, less. */
    static Map<Fault, Integer> soak(Duration length) {
        Map<Fault, Integer> counts = new LinkedHashMap<>();
        Faults.all().forEach(fault -> counts.put(fault, times(length, RARE_EACH)));
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
