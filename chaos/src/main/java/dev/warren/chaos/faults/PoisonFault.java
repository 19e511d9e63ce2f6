package dev.warren.chaos.faults;

import dev.warren.chaos.load.Kind;
import dev.warren.chaos.load.PublisherProcess;
import java.time.Duration;

/** A job among the good ones that ends every worker that runs it, until it is given up on. */
enum PoisonFault implements Fault {
    /** {@code Runtime.halt}: as a crash of native code. */
    POISON_HALT("poison-halt", Kind.HALT),
    /** {@code System.exit}: the worker stops in order, as far as it can. */
    POISON_EXIT("poison-exit", Kind.EXIT),
    /** Fills the heap. */
    POISON_MEMORY("poison-memory", Kind.HUNGRY);

    private final String word;
    private final Kind kind;

    PoisonFault(String word, Kind kind) {
        this.word = word;
        this.kind = kind;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public Track track() {
        return Track.JOBS;
    }

    @Override
    public Recovery recovery() {
        return Recovery.NONE;
    }

    @Override
    public Duration lasts(Arena arena) {
        return Duration.ZERO;
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        return new Steps("job", () -> arena.publishers().atWork(choice).order(PublisherProcess.ONE + kind));
    }
}
