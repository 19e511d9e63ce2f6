package dev.warren.chaos.faults;

import dev.warren.chaos.load.JumpingClock;
import dev.warren.chaos.servers.Crew;
import dev.warren.chaos.servers.Member;
import java.time.Duration;

/** The wall clock of one process is put an hour forward or back, and right again. */
enum ClockFault implements Fault {
    /** A worker's. */
    WORKER_CLOCK("worker-clock", Track.WORKERS),
    /** A publisher's. */
    PUBLISHER_CLOCK("publisher-clock", Track.PUBLISHERS);

    private static final Duration JUMP = Duration.ofHours(1);
    private static final Duration LASTS = Duration.ofSeconds(4);

    private final String word;
    private final Track track;

    ClockFault(String word, Track track) {
        this.word = word;
        this.track = track;
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
        return Recovery.NONE;
    }

    @Override
    public Duration lasts(Arena arena) {
        return LASTS;
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        Crew crew = track == Track.WORKERS ? arena.workers() : arena.publishers();
        Member member = crew.atWork(choice);
        Duration ahead = choice % 2 == 0 ? JUMP : JUMP.negated();
        return new Steps(
                member.name(),
                () -> member.order(JumpingClock.order(ahead)),
                () -> member.order(JumpingClock.order(Duration.ZERO)));
    }
}
