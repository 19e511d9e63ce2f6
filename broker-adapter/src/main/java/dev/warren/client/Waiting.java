package dev.warren.client;

import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.StoreException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for a job's end by looking again and again. For one thread. */
final class Waiting {
    static final Duration SHORTEST = Duration.ofMillis(50);
    static final Duration LONGEST = Duration.ofSeconds(1);

    private final String job;
    private final Supplier<Optional<JobRecord>> look;
    private Optional<JobRecord> last = Optional.empty();
    private @Nullable StoreException trouble;

    private Waiting(String job, Supplier<Optional<JobRecord>> look) {
        this.job = job;
        this.look = look;
    }

    static JobRecord until(String job, Supplier<Optional<JobRecord>> look, Duration patience)
            throws InterruptedException, TimeoutException {
        return new Waiting(job, look).until(patience);
    }

    private JobRecord until(Duration patience) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        Duration pause = SHORTEST;
        while (true) {
            Optional<JobRecord> ended = look().filter(record -> record.status().isFinal());
            if (ended.isPresent()) {
                return ended.get();
            }
            Duration left = patience.minusNanos(System.nanoTime() - start);
            if (left.isZero() || left.isNegative()) {
                throw tooLate(patience);
            }
            Thread.sleep(Math.max(1, shorter(pause, left).toMillis()));
            pause = shorter(pause.multipliedBy(2), LONGEST);
        }
    }

    private Optional<JobRecord> look() {
        try {
            last = look.get();
            trouble = null;
            return last;
        } catch (StoreException e) {
            trouble = e;
            return Optional.empty();
        }
    }

    private TimeoutException tooLate(Duration patience) {
        String state = last.map(record ->
                        "it is " + record.status().name().toLowerCase(Locale.ROOT) + ", at attempt " + record.attempt())
                .orElse("the store does not know it");
        TimeoutException late = new TimeoutException(job + " has not ended after " + patience + ": " + state
                + (trouble == null ? "" : ", and at last could not be asked: " + trouble.getMessage()));
        late.initCause(trouble);
        return late;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
