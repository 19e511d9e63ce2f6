package dev.warren.console.worker;

import dev.warren.console.config.Key;
import dev.warren.console.config.Settings;
import dev.warren.console.config.UsageError;
import dev.warren.lanes.LaneShares;
import dev.warren.lanes.Prefetch;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from the settings which lanes get how many slots: all share one pool, or each dedicated lane has a pool of its own. */
final class Pools {
    private static final int MOST_SLOTS = 10_000;
    private static final int LEAST_STANDARD_SLOTS = 8;
    private static final String WEIGHTED = "weighted";
    private static final String STRICT = "strict";
    private static final List<Key> OF_SHARING = List.of(Key.SERVE, Key.SLOTS, Key.RESERVE);

    private final Settings settings;
    private final Topology topology;

    private Pools(Settings settings, Topology topology) {
        this.settings = settings;
        this.topology = topology;
    }

    /** The pools, at least one. Throws {@link UsageError} for what does not fit together. */
    static List<Pool> of(Settings settings, Topology topology) {
        Pools pools = new Pools(settings, topology);
        return settings.optional(Key.DEDICATE).isPresent() ? pools.dedicated() : List.of(pools.shared());
    }

    private List<Pool> dedicated() {
        for (Key key : OF_SHARING) {
            if (settings.optional(key).isPresent()) {
                throw new UsageError("both 'dedicate' ("
                        + settings.get(Key.DEDICATE).origin().words() + ") and '"
                        + key.text() + "' (" + settings.get(key).origin().words()
                        + ") are set: lanes either have slots of their own or share them; leave one out");
            }
        }
        return counts(Key.DEDICATE, MOST_SLOTS).entrySet().stream()
                .map(lane -> new Pool(
                        List.of(lane.getKey()), lane.getValue(), LaneShares.strict(List.of(lane.getKey())), prefetch()))
                .toList();
    }

    private Pool shared() {
        List<LaneName> lanes = lanes();
        LaneShares shares = reserving(shares(lanes));
        Key blamed = settings.optional(Key.RESERVE).isPresent() ? Key.RESERVE : Key.SHARES;
        return settings.optional(blamed).isPresent()
                ? settings.as(blamed, text -> new Pool(lanes, slots(), shares, prefetch()))
                : new Pool(lanes, slots(), shares, prefetch());
    }

    private List<LaneName> lanes() {
        if (settings.optional(Key.SERVE).isEmpty()) {
            return topology.lanes();
        }
        return settings.as(Key.SERVE, text -> {
            List<LaneName> lanes =
                    settings.list(Key.SERVE).stream().map(LaneName::new).toList();
            lanes.forEach(topology::queue); // refuses a lane that there is not
            if (lanes.isEmpty() || lanes.stream().distinct().count() < lanes.size()) {
                throw new IllegalArgumentException("it must name at least one lane, and none twice");
            }
            return lanes;
        });
    }

    private int slots() {
        return settings.optional(Key.SLOTS).isPresent()
                ? settings.number(Key.SLOTS, 1, MOST_SLOTS)
                : Math.max(LEAST_STANDARD_SLOTS, 2 * Runtime.getRuntime().availableProcessors());
    }

    private Prefetch prefetch() {
        return settings.optional(Key.PREFETCH).isPresent()
                ? Prefetch.fixed(settings.number(Key.PREFETCH, 1, Prefetch.LIMIT))
                : Prefetch.DEFAULTS;
    }

    private LaneShares shares(List<LaneName> lanes) {
        return settings.as(Key.SHARES, text -> {
            if (text.equals(STRICT)) {
                return LaneShares.strict(lanes);
            }
            if (text.equals(WEIGHTED)) {
                return LaneShares.weighted();
            }
            if (text.startsWith(WEIGHTED + ":")) {
                return LaneShares.weighted(counts(text.substring(WEIGHTED.length() + 1)));
            }
            throw new IllegalArgumentException("it must be weighted, weighted:LANE=WEIGHT,... or strict");
        });
    }

    private LaneShares reserving(LaneShares shares) {
        LaneShares reserving = shares;
        if (settings.optional(Key.RESERVE).isPresent()) {
            for (Map.Entry<LaneName, Integer> lane :
                    counts(Key.RESERVE, MOST_SLOTS).entrySet()) {
                reserving = reserving.reserving(lane.getKey(), lane.getValue());
            }
        }
        return reserving;
    }

    /** {@code critical=2,default=6}, of lanes that there are. */
    private Map<LaneName, Integer> counts(Key key, int most) {
        return settings.as(key, text -> {
            Map<LaneName, Integer> counts = counts(text);
            counts.forEach((lane, count) -> {
                topology.queue(lane); // refuses a lane that there is not
                if (count < 1 || count > most) {
                    throw new IllegalArgumentException("each number must be from 1 to " + most);
                }
            });
            return counts;
        });
    }

    private static Map<LaneName, Integer> counts(String text) {
        Map<LaneName, Integer> counts = new LinkedHashMap<>();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            Optional<Integer> count = equals < 0 ? Optional.empty() : number(part.substring(equals + 1));
            if (count.isEmpty()
                    || counts.put(new LaneName(part.substring(0, equals).strip()), count.get()) != null) {
                throw new IllegalArgumentException(
                        "'" + part + "' must be a lane, = and a whole number, each lane once");
            }
        }
        return counts;
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
