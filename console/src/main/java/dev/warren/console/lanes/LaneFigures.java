package dev.warren.console.lanes;

import java.util.Optional;

/**
 * One lane. What no source tells is empty.
 *
 * @param lane its name
 * @param ready jobs that wait for a worker
 * @param unacked jobs that workers have
 * @param delayed jobs on the delay ladder
 * @param dead dead letters
 * @param consumers workers that consume it
 * @param publishedPerSecond jobs that come in, from producers and from the ladder
 * @param deliveredPerSecond jobs handed to workers
 * @param ackedPerSecond jobs that workers are done with
 */
record LaneFigures(
        String lane,
        Optional<Long> ready,
        Optional<Long> unacked,
        Optional<Long> delayed,
        Optional<Long> dead,
        Optional<Long> consumers,
        Optional<Double> publishedPerSecond,
        Optional<Double> deliveredPerSecond,
        Optional<Double> ackedPerSecond) {
    /** Whether jobs wait and nobody is there. */
    boolean isDeserted() {
        return ready.orElse(0L) > 0 && consumers.filter(count -> count == 0).isPresent();
    }
}
