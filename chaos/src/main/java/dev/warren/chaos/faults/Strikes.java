package dev.warren.chaos.faults;

import dev.warren.chaos.faults.Fault.Blow;
import dev.warren.chaos.faults.Fault.Recovery;
import dev.warren.chaos.faults.Fault.Track;
import dev.warren.chaos.faults.Schedule.Entry;
import dev.warren.chaos.ledger.Ledger;
import dev.warren.chaos.ledger.Line.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Carries out a schedule, a thread for each track. */
public final class Strikes implements AutoCloseable {
    /** For all to go on in, so that one blow's recovery does not end in the next one's. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final Arena arena;
    private final Ledger ledger;
    private final long began = System.nanoTime();
    private final AtomicInteger done = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> tracks = new ArrayList<>();

    private Strikes(Arena arena, Ledger ledger) {
        this.arena = arena;
        this.ledger = ledger;
    }

    /** Begins now. */
    public static Strikes begin(List<Entry> schedule, Arena arena, Ledger ledger) {
        Strikes strikes = new Strikes(arena, ledger);
        for (Track track : Track.values()) {
            List<Entry> own = schedule.stream()
                    .filter(entry -> entry.fault().track() == track)
                    .toList();
            strikes.tracks.add(strikes.threads.submit(() -> {
                strikes.carryOut(own);
                return null;
            }));
        }
        return strikes;
    }

    private void carryOut(List<Entry> track) throws Exception {
        for (Entry entry : track) {
            carryOut(entry);
            if (entry.fault().recovery() == Recovery.OF_ALL && entry != track.get(track.size() - 1)) {
                TimeUnit.MILLISECONDS.sleep(REST.toMillis());
            }
        }
    }

    private void carryOut(Entry entry) throws Exception {
        long wait = began + entry.at().toNanos() - System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(wait);
        Blow blow = entry.fault().aim(arena, entry.choice());
        ledger.note(Event.STRUCK, blow.victim(), entry.number(), entry.fault().word());
        blow.strike();
        try {
            Duration lasts = entry.fault().lasts(arena);
            TimeUnit.MILLISECONDS.sleep(lasts.toMillis());
        } finally {
            blow.heal();
            ledger.note(
                    Event.HEALED, blow.victim(), entry.number(), entry.fault().word());
            done.incrementAndGet();
        }
    }

    /** How many are over. */
    public int done() {
        return done.get();
    }

    /** Whether all are over. Throws what has kept one from being carried out. */
    public boolean areOver() throws InterruptedException, ExecutionException {
        for (Future<?> track : tracks) {
            if (!track.isDone()) {
                return false;
            }
            track.get();
        }
        return true;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
