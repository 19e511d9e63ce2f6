package dev.warren.benchmarks.peers;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One who is measured.
 *
 * @param name as the report names it
 * @param semantics what it does for a job, in a line
 * @param servers what it needs
 * @param command how its program is started
 * @param drainOptions what its worker is told
 * @param counts how many jobs
 */
record Peer(
        String name,
        String semantics,
        PeerServers servers,
        List<String> command,
        List<String> drainOptions,
        Counts counts) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** One by one is so much slower that fewer tell as much: a tenth, and at most so many. */
    private static final int FEWER = 10;

    private static final int MOST_ONE_BY_ONE = 2_000;

    Peer {
        command = List.copyOf(command);
        drainOptions = List.copyOf(drainOptions);
    }

    /**
     * How many jobs are run.
     *
     * @param quick just to see that it works
     * @param full enough for some seconds
     */
    record Counts(int quick, int full) {}

    /** What is measured. */
    enum Part {
        /** How fast a full queue is emptied. */
        DRAIN,
        /** That, and how fast jobs are added. */
        ALL
    }

    Contender contender(Part part) {
        return new Contender(
                name, semantics, place -> servers.use(place, environment -> measure(part, place, environment)));
    }

    private Figure measure(Part part, Place place, Map<String, String> environment) throws Exception {
        PeerProgram program = new PeerProgram(command, drainOptions, environment);
        int jobs = place.size().of(counts.quick, counts.full);
        int few = Math.min(MOST_ONE_BY_ONE, jobs / FEWER);
        double single = part == Part.DRAIN ? 0 : program.enqueue(PeerCommand.ENQUEUE_SINGLE, few, LIMIT);
        double bulk = program.enqueue(PeerCommand.ENQUEUE_BULK, jobs, LIMIT);
        PeerProgram.Drained drained = program.drain(jobs, LIMIT);
        Figure figure = Figure.of(drained.whole()).with("last third, jobs/s", drained.last());
        return part == Part.DRAIN
                ? figure
                : figure.with("enqueued one by one, jobs/s", single).with("enqueued in bulk, jobs/s", bulk);
    }
}
