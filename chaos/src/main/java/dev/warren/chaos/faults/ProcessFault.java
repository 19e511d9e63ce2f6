package dev.warren.chaos.faults;

import dev.warren.chaos.servers.Crew;
import dev.warren.chaos.servers.Member;
import java.time.Duration;

/** What befalls a worker, a relay or a publisher. */
enum ProcessFault implements Fault {
    /** SIGKILL; another worker is started in its place. */
    WORKER_KILL("worker-kill", Track.WORKERS, Recovery.OF_THE_VICTIMS_JOBS, Sort.KILL),
    /** SIGSTOP for longer than its lease. */
    WORKER_PAUSE("worker-pause", Track.WORKERS, Recovery.OF_THE_VICTIMS_JOBS, Sort.PAUSE),
    /** SIGTERM, as a deploy does; another worker is started when it has ended. */
    WORKER_DEPLOY("worker-deploy", Track.WORKERS, Recovery.NONE, Sort.DEPLOY),
    /** SIGKILL; another relay is started in its place, and the others have its share. */
    RELAY_KILL("relay-kill", Track.RELAYS, Recovery.NONE, Sort.KILL),
    /** SIGSTOP for longer than two heartbeats. */
    RELAY_PAUSE("relay-pause", Track.RELAYS, Recovery.NONE, Sort.PAUSE),
    /** SIGKILL; another publisher is started in its place. */
    PUBLISHER_KILL("publisher-kill", Track.PUBLISHERS, Recovery.OF_CONFIRMS, Sort.KILL),
    /** SIGSTOP for longer than two heartbeats, so that the broker gives up on it. */
    PUBLISHER_PAUSE("publisher-pause", Track.PUBLISHERS, Recovery.OF_CONFIRMS, Sort.PAUSE);

    private static final Duration LONGER_THAN_HEARTBEATS = Duration.ofSeconds(6);
    private static final Duration BEYOND_THE_LEASE = Duration.ofSeconds(2);

    private final String word;
    private final Track track;
    private final Recovery recovery;
    private final Sort sort;

    private enum Sort {
        KILL,
        PAUSE,
        DEPLOY
    }

    ProcessFault(String word, Track track, Recovery recovery, Sort sort) {
        this.word = word;
        this.track = track;
        this.recovery = recovery;
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
        return recovery;
    }

    @Override
    public Duration lasts(Arena arena) {
        if (sort != Sort.PAUSE) {
            return Duration.ZERO;
        }
        Duration lease = arena.plan().lease().plus(BEYOND_THE_LEASE);
        return track == Track.WORKERS && lease.compareTo(LONGER_THAN_HEARTBEATS) > 0 ? lease : LONGER_THAN_HEARTBEATS;
    }

    @Override
    public boolean suits(Arena arena) {
        return !crew(arena).members().isEmpty();
    }

    private Crew crew(Arena arena) {
        return switch (track) {
            case WORKERS -> arena.workers();
            case RELAYS -> arena.relays();
            default -> arena.publishers();
        };
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        Member member = crew(arena).atWork(choice);
        return switch (sort) {
            case KILL -> new Steps(member.name(), member::kill);
            case PAUSE -> new Steps(member.name(), member::pause, member::resume);
            case DEPLOY -> new Steps(member.name(), member::terminate, member::awaitGone);
        };
    }
}
