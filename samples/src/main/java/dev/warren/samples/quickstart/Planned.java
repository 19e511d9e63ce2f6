package dev.warren.samples.quickstart;

import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Outcome;
import java.util.Optional;

/**
 * A message that the quick start publishes, and what should become of it.
 *
 * @param id the job id
 * @param type the job type's name
 * @param title for people
 * @param copies how often it is published
 * @param end how it should end
 * @param attempts how often its handler should run
 * @param deadReason why it should be given up on, if it should
 */
record Planned(
        String id, String type, String title, int copies, Outcome end, int attempts, Optional<DeadReason> deadReason) {

    static Planned toSucceed(String id, String type, String title, int attempts) {
        return new Planned(id, type, title, 1, Outcome.SUCCEEDED, attempts, Optional.empty());
    }

    static Planned toDie(String id, String type, String title, int attempts, DeadReason reason) {
        return new Planned(id, type, title, 1, Outcome.DEAD, attempts, Optional.of(reason));
    }

    Planned publishedTimes(int times) {
        return new Planned(id, type, title, times, end, attempts, deadReason);
    }
}
