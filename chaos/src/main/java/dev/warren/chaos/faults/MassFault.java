package dev.warren.chaos.faults;

import dev.warren.chaos.servers.Crew;
import java.time.Duration;

/** What befalls many at once. */
enum MassFault implements Fault {
    /** SIGKILL of all workers. */
    WORKERS_KILL("workers-kill", Track.WORKERS, Duration.ZERO) {
        @Override
        public Blow aim(Arena arena, int choice) {
            return new Steps("workers", () -> killAll(arena.workers()));
        }
    },
    /** The broker stands still for a moment, so that much is under way to it; then it and all workers, relays and publishers get SIGKILL. */
    POWER_CUT("power-cut", Track.BROKER, Duration.ofSeconds(1)) {
        @Override
        public Blow aim(Arena arena, int choice) {
            return new Steps("all", arena.broker()::pause, () -> {
                killAll(arena.workers());
                killAll(arena.relays());
                killAll(arena.publishers());
                arena.broker().kill();
                arena.broker().restart();
            });
        }
    };

    private final String word;
    private final Track track;
    private final Duration lasts;

    MassFault(String word, Track track, Duration lasts) {
        this.word = word;
        this.track = track;
        this.lasts = lasts;
    }

    private static void killAll(Crew crew) {
        crew.members().forEach(member -> {
            if (member.isAlive()) {
                member.kill();
            }
        });
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
}
