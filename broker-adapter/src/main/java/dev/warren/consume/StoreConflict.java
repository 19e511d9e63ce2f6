package dev.warren.consume;

import java.util.List;
import java.util.Optional;

/**
 * A lane that two workers serve from two stores: neither store would know what the other has claimed, so jobs would run twice.
 *
 * @param mine this worker
 * @param theirs the other one
 * @param lanes the lanes that both serve
 */
record StoreConflict(Announcement mine, Announcement theirs, List<String> lanes) {
    /** Whether two workers can't both run. */
    static Optional<StoreConflict> of(Announcement mine, Announcement theirs) {
        if (mine.worker().equals(theirs.worker()) || mine.store().equals(theirs.store())) {
            return Optional.empty();
        }
        List<String> both =
                mine.lanes().stream().filter(theirs.lanes()::contains).toList();
        return both.isEmpty() ? Optional.empty() : Optional.of(new StoreConflict(mine, theirs, both));
    }

    /** Whether this worker is the one to yield when both have started at the same moment. */
    boolean isMineToYield() {
        return mine.worker().compareTo(theirs.worker()) > 0;
    }

    /** Both workers, both stores, the lanes, and what to do. */
    String sentence() {
        return "the lanes " + lanes + " have two stores: this worker " + mine.worker() + " uses " + mine.store()
                + ", worker " + theirs.worker() + " uses " + theirs.store()
                + "; jobs would run twice, as neither store knows of the other's claims. Give both workers the same store"
                + " (one in memory serves one process only), or other lanes, or stop one of them";
    }
}
