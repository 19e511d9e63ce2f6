package dev.warren.chaos;

import dev.warren.chaos.broken.Breakage;
import dev.warren.chaos.faults.Fault;
import dev.warren.chaos.faults.Faults;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a run is asked to be.
 *
 * @param seed of the schedule and of all else that is random
 * @param store where the store is
 * @param version the RabbitMQ; the machine's own when empty
 * @param cluster how many nodes the broker has
 * @param length how long faults strike
 * @param jobs the load ends no earlier than when so many are confirmed
 * @param rate jobs a second, of all publishers together
 * @param counts how often each fault strikes
 * @param breakage how the product is broken
 * @param output how the result is told
 */
record Settings(
        long seed,
        Store store,
        Optional<String> version,
        Cluster cluster,
        Duration length,
        long jobs,
        int rate,
        Map<Fault, Integer> counts,
        Breakage breakage,
        Output output) {
    private static final int MOST_RATE = 100_000;

    /** The stores there are. */
    enum Store {
        SQLITE,
        POSTGRES,
        REDIS
    }

    /** How many nodes the broker has. */
    enum Cluster {
        ONE_NODE,
        THREE_NODES
    }

    /** How the result is told. */
    enum Output {
        TABLE,
        JSON
    }

    /** Wrong words on the command line. */
    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    /** Reads the command line. */
    static Settings of(String... arguments) {
        Parser parser = new Parser();
        Deque<String> left = new ArrayDeque<>(List.of(arguments));
        while (!left.isEmpty()) {
            parser.take(left.pop(), left);
        }
        return parser.settings();
    }

    private static final class Parser {
        private long seed = new SecureRandom().nextInt(Integer.MAX_VALUE);
        private Store store = Store.SQLITE;
        private Optional<String> version = Optional.empty();
        private Cluster cluster = Cluster.ONE_NODE;
        private Optional<Double> soakHours = Optional.empty();
        private Optional<Long> jobs = Optional.empty();
        private Optional<Integer> rate = Optional.empty();
        private Optional<Integer> brokerKills = Optional.empty();
        private Optional<Integer> workerKills = Optional.empty();
        private final Map<Fault, Integer> chosen = new LinkedHashMap<>();
        private Breakage breakage = Breakage.NONE;
        private Output output = Output.TABLE;

        void take(String option, Deque<String> left) {
            switch (option) {
                case "--quick" -> soakHours = Optional.empty();
                case "--json" -> output = Output.JSON;
                case "--soak" -> soakHours = Optional.of(hours(value(option, left)));
                case "--seed" -> seed = number(option, value(option, left), Integer.MAX_VALUE);
                case "--store" -> store = choice(option, value(option, left), Store.values());
                case "--version" -> version = Optional.of(value(option, left));
                case "--cluster" -> cluster = Cluster.THREE_NODES;
                case "--jobs" -> jobs = Optional.of(number(option, value(option, left), 100_000_000));
                case "--rate" -> rate = Optional.of((int) number(option, value(option, left), MOST_RATE));
                case "--broker-kills" -> brokerKills = Optional.of((int) number(option, value(option, left), 10_000));
                case "--worker-kills" -> workerKills = Optional.of((int) number(option, value(option, left), 10_000));
                case "--fault" -> chosen.merge(fault(value(option, left)), 1, Integer::sum);
                case "--break" -> breakage = choice(option, value(option, left), Breakage.values());
                default -> throw new UsageException("dev/chaos has no option \"" + option + "\".");
            }
        }

        private static String value(String option, Deque<String> left) {
            if (left.isEmpty()) {
                throw new UsageException(option + " needs a value.");
            }
            return left.pop();
        }

        private static double hours(String text) {
            try {
                double hours = Double.parseDouble(text);
                if (hours > 0 && hours <= 1_000) {
                    return hours;
                }
            } catch (NumberFormatException e) {
                // as out of range
            }
            throw new UsageException(
                    "--soak needs a number of hours of at most 1000, such as 0.5, not \"" + text + "\".");
        }

        private static long number(String option, String text, long most) {
            try {
                long number = Long.parseLong(text);
                if (number >= 0 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // as out of range
            }
            throw new UsageException(option + " needs a number from 0 to " + most + ", not \"" + text + "\".");
        }

        private static <E extends Enum<E>> E choice(String option, String text, E[] values) {
            for (E value : values) {
                if (word(value).equals(text)) {
                    return value;
                }
            }
            throw new UsageException(option + " needs one of "
                    + String.join(
                            ", ",
                            java.util.Arrays.stream(values).map(Parser::word).toList()) + ", not \"" + text
                    + "\".");
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Fault fault(String word) {
            return Faults.named(word)
                    .orElseThrow(() -> new UsageException(
                            "there is no fault \"" + word + "\"; dev/chaos --list tells which there are."));
        }

        Settings settings() {
            Duration length = soakHours
                    .map(hours -> Duration.ofSeconds((long) (hours * 3_600)))
                    .orElse(breakage == Breakage.NONE ? Presets.QUICK : Presets.BROKEN);
            Map<Fault, Integer> counts = soakHours.isPresent() ? Presets.soak(length) : Presets.quick(breakage);
            if (cluster == Cluster.THREE_NODES) {
                counts = Presets.cluster();
            }
            if (!chosen.isEmpty()) {
                counts = chosen;
            }
            Map<Fault, Integer> own = new LinkedHashMap<>(counts);
            brokerKills.ifPresent(count -> own.put(fault("broker-kill"), count));
            workerKills.ifPresent(count -> own.put(fault("worker-kill"), count));
            return new Settings(
                    seed,
                    store,
                    version,
                    cluster,
                    length,
                    jobs.orElse(0L),
                    rate.orElse(soakHours.isPresent() ? Presets.SOAK_RATE : Presets.quickRate(breakage)),
                    own,
                    breakage,
                    output);
        }
    }
}
