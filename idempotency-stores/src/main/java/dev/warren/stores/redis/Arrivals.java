package dev.warren.stores.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at jobs in the order of their arrival. A fast claim and a fast success touch none of the sets in which jobs are found by time: what they
 * write is young, and all that leads there is the arrival of its batch. Each is looked at twice:
 *
 * <ol>
 *   <li>Before what is overdue is told, all that arrived so long ago: what is not at its end is settled, which means that it is put into the
 *       sets, and from then on each write keeps them right. Most are at their end, and stay as they are. How far this has come is kept in the
 *       store.
 *   <li>When the retention of a plain success has passed since they arrived: those that succeeded so long ago are deleted, the others are settled,
 *       and the arrival goes with them. So the oldest arrival is always where to go on.
 * </ol>
 *
 * <p>What is to be looked at is read first, and then looked at by a script of its own, since scripts must be told which keys they use. That script
 * judges by what it finds itself, and notes how far it came in the same step, so any number of processes may do this at the same time, and end at
 * any point.
 */
final class Arrivals {
    /** So many jobs are looked at in one step, which others wait for: a millisecond or two. */
    private static final int AT_ONCE = 500;

    /** So many times at most arrivals are read in one call: about as many times {@link #AT_ONCE} jobs. */
    private static final int MOST_SETTLING_STEPS = 10_000;

    private static final int MOST_FORGETTING_STEPS = 100;

    /** So much is read for them, or a few arrivals more. */
    private static final int ENOUGH_BYTES = 32 << 10;

    private final Server server;

    Arrivals(Server server) {
        this.server = server;
    }

    /** Settles what arrived {@code ago}, or earlier, and is not at its end. */
    void settle(Duration ago) {
        boolean more = true;
        for (int taken = 0;
                more && taken < MOST_SETTLING_STEPS && !Thread.currentThread().isInterrupted();
                taken++) {
            Found found = before(Walk.NEXT, ago);
            found.steps().forEach(this::firstLook);
            more = found.more();
        }
    }

    /**
     * Forgets plain successes that ended longer ago than they are {@code kept}.
     *
     * @param most how many at most
     * @return how many
     */
    int forget(Duration kept, int most) {
        int forgotten = 0;
        boolean more = true;
        for (int taken = 0; more && forgotten < most && taken < MOST_FORGETTING_STEPS; taken++) {
            Found found = before(Walk.ALL, kept);
            for (List<Arrival> step : found.steps()) {
                forgotten += secondLook(step, kept, most - forgotten);
            }
            more = found.more();
        }
        return forgotten;
    }

    /** Which arrivals are asked for: those that had no first look, or all. */
    private enum Walk {
        NEXT,
        ALL
    }

    /**
     * What was found.
     *
     * @param arrivals the longest ago first, enough of them for a step if there are
     * @param more whether there may be more of them
     */
    private record Found(List<Arrival> arrivals, boolean more) {
        /** At least one arrival in each. */
        List<List<Arrival>> steps() {
            List<List<Arrival>> steps = new ArrayList<>();
            int jobs = AT_ONCE;
            for (Arrival arrival : arrivals) {
                jobs += arrival.jobs().size();
                if (jobs > AT_ONCE) {
                    steps.add(new ArrayList<>());
                    jobs = arrival.jobs().size();
                }
                steps.get(steps.size() - 1).add(arrival);
            }
            return steps;
        }
    }

    private Found before(Walk walk, Duration ago) {
        List<Object> reply = server.run(
                Script.ARRIVED,
                List.of(),
                List.of(Names.bytes(walk.name()), Micros.text(Micros.of(ago)), Micros.text(ENOUGH_BYTES)));
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 2; i < reply.size(); i += 2) {
            arrivals.add(Arrival.read((byte[]) reply.get(i), (byte[]) reply.get(i + 1)));
        }
        return new Found(arrivals, (Long) reply.get(1) == 1);
    }

    private void firstLook(List<Arrival> step) {
        long last = step.get(step.size() - 1).place();
        server.run(Script.FIRST_LOOK, jobs(step), List.of(Micros.digits(last)));
    }

    private int secondLook(List<Arrival> step, Duration kept, int most) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Micros.text(Micros.of(kept)));
        arguments.add(Micros.text(most));
        step.forEach(arrival -> arguments.add(Micros.digits(arrival.place())));
        List<Object> reply = server.run(Script.SECOND_LOOK, jobs(step), arguments);
        return Math.toIntExact((Long) reply.get(1));
    }

    private static List<String> jobs(List<Arrival> step) {
        return step.stream().flatMap(arrival -> arrival.jobs().stream()).toList();
    }
}
