package dev.warren.chaos.faults;

import dev.warren.chaos.servers.Server;
import java.time.Duration;
import java.util.Optional;

/** What befalls the broker, or the store's server. */
enum ServerFault implements Fault {
    /** SIGKILL, and a restart on the same data. */
    BROKER_KILL("broker-kill", Track.BROKER, Duration.ofMillis(500), Sort.KILL),
    /** SIGSTOP for longer than two heartbeats, so that its clients give up on it. */
    BROKER_PAUSE("broker-pause", Track.BROKER, Duration.ofSeconds(6), Sort.PAUSE),
    /** A clean stop, and a restart. */
    BROKER_RESTART("broker-restart", Track.BROKER, Duration.ofMillis(500), Sort.STOP),
    /** SIGSTOP, and then SIGKILL before it has read what was sent to it meanwhile. */
    BROKER_FREEZE("broker-freeze", Track.BROKER, Duration.ofMillis(1_500), Sort.FREEZE),
    /** SIGKILL of the store's server, and a restart on the same data. */
    STORE_KILL("store-kill", Track.STORE, Duration.ofSeconds(1), Sort.KILL),
    /** SIGSTOP of the store's server, for about as long as a lease. */
    STORE_PAUSE("store-pause", Track.STORE, Duration.ofSeconds(4), Sort.PAUSE);

    private final String word;
    private final Track track;
    private final Duration lasts;
    private final Sort sort;

    private enum Sort {
        KILL,
        PAUSE,
        STOP,
        FREEZE
    }

    ServerFault(String word, Track track, Duration lasts, Sort sort) {
        this.word = word;
        this.track = track;
        this.lasts = lasts;
        this.sort = sort;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public Track track() {
        return track;
    }

    @Override
    public Recovery recovery() {
        return Recovery.OF_ALL;
    }

    @Override
    public Duration lasts(Arena arena) {
        return lasts;
    }

    @Override
    public boolean suits(Arena arena) {
        return server(arena).isPresent();
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        Server server = server(arena).orElseThrow();
        String victim = track == Track.BROKER ? "broker" : "store";
        return switch (sort) {
            case KILL -> new Steps(victim, server::kill, server::restart);
            case STOP -> new Steps(victim, server::stop, server::restart);
            case PAUSE -> new Steps(victim, server::pause, server::resume);
            case FREEZE ->
                new Steps(victim, server::pause, () -> {
                    server.kill();
                    server.restart();
                });
        };
    }

    private Optional<Server> server(Arena arena) {
        return track == Track.BROKER ? Optional.of(arena.broker()) : arena.store();
    }
}
