package dev.warren.chaos.faults;

import dev.warren.chaos.faults.Fault.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** When which fault strikes: the same for the same seed. Pure. */
public final class Schedule {
    /** So much of each fault's share of the time is chance. */
    private static final double CHANCE = 0.5;

    private Schedule() {}

    /**
     * One blow to come.
     *
     * @param number from 1, in the order of time
     * @param at from the beginning of the load; later when its track is still busy with the one before
     * @param fault what
     * @param choice decides on the victim
     */
    public record Entry(int number, Duration at, Fault fault, int choice) {}

    /**
     * Spreads faults over a time, those of each track in a random order with about the same time between them.
     *
     * @param counts how often each fault strikes; in an order that is the same in each replay
     */
    public static List<Entry> plan(long seed, Map<Fault, Integer> counts, Duration length) {
        List<Entry> all = new ArrayList<>();
        for (Track track : Track.values()) {
            Random random = new Random(seed * Track.values().length + track.ordinal());
            List<Fault> faults = new ArrayList<>();
            counts.forEach((fault, count) -> {
                if (fault.track() == track) {
                    faults.addAll(Collections.nCopies(count, fault));
                }
            });
            Collections.shuffle(faults, random);
            for (int i = 0; i < faults.size(); i++) {
                double share = (i + (1 - CHANCE) / 2 + CHANCE * random.nextDouble()) / faults.size();
                Duration at = Duration.ofMillis((long) (share * length.toMillis()));
                all.add(new Entry(0, at, faults.get(i), random.nextInt(Integer.MAX_VALUE)));
            }
        }
        all.sort(Comparator.comparing(Entry::at));
        List<Entry> numbered = new ArrayList<>();
        for (Entry entry : all) {
            numbered.add(new Entry(numbered.size() + 1, entry.at(), entry.fault(), entry.choice()));
        }
        return numbered;
    }
}
