package dev.warren.chaos.faults;

import dev.warren.chaos.servers.Server;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What befalls one node of a cluster, while the other two go on.
 *
 * @param node from 1
 * @param sort how it goes
 */
record NodeFault(int node, Sort sort) implements Fault {
    private static final int NODES = 3;

    enum Sort {
        /** SIGKILL, and a restart on the same data. */
        KILL(Duration.ofSeconds(2)),
        /** A clean stop, and a restart. */
        STOP(Duration.ofSeconds(2)),
        /** SIGSTOP for longer than two heartbeats of its clients. */
        PAUSE(Duration.ofSeconds(6));

        private final Duration lasts;

        Sort(Duration lasts) {
            this.lasts = lasts;
        }
    }

    /** Each node in each way. */
    static List<Fault> all() {
        return Stream.of(Sort.values())
                .flatMap(sort -> IntStream.rangeClosed(1, NODES).<Fault>mapToObj(node -> new NodeFault(node, sort)))
                .toList();
    }

    @Override
    public String word() {
        return "node-" + node + "-" + sort.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Track track() {
        return Track.BROKER;
    }

    @Override
    public Recovery recovery() {
        return Recovery.OF_ALL;
    }

    @Override
    public Duration lasts(Arena arena) {
        return sort.lasts;
    }

    @Override
    public boolean suits(Arena arena) {
        return arena.nodes().size() == NODES;
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        Server server = arena.nodes().get(node - 1);
        return switch (sort) {
            case KILL -> new Steps("node-" + node, server::kill, server::restart);
            case STOP -> new Steps("node-" + node, server::stop, server::restart);
            case PAUSE -> new Steps("node-" + node, server::pause, server::resume);
        };
    }
}
