package dev.warren.benchmarks.peers;

import java.util.List;

/**
 * What a peer's program is told to do: the arguments of its process.
 *
 * @param action what
 * @param jobs how many
 * @param options what else, by the peer
 */
record PeerCommand(String action, int jobs, List<String> options) {
    /** Empties the queue, adds jobs one after the other, each in safety before the next, and prints {@code figure enqueued=}, jobs a second. */
    static final String ENQUEUE_SINGLE = "enqueue-single";
    /** Empties the queue, adds jobs the fastest way there is, and prints the same. */
    static final String ENQUEUE_BULK = "enqueue-bulk";
    /** Runs jobs, and prints {@code figure last=} (the last third) and then {@code figure drained=} (all) when so many have run. */
    static final String DRAIN = "drain";

    PeerCommand {
        options = List.copyOf(options);
    }

    static PeerCommand of(String[] arguments) {
        List<String> all = List.of(arguments);
        return new PeerCommand(all.get(0), Integer.parseInt(all.get(1)), all.subList(2, all.size()));
    }

    boolean isSingle() {
        return action.equals(ENQUEUE_SINGLE);
    }

    boolean isDrain() {
        return action.equals(DRAIN);
    }
}
