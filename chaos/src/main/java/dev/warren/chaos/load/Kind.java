package dev.warren.chaos.load;

import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.retry.Backoff;
import dev.warren.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * The kinds of jobs there are. A job's id begins with its kind, and its payload says when it was made, in milliseconds since 1970. What a kind's
 * handler does stands in {@link Handlers}.
 */
public enum Kind {
    /** Succeeds at once. */
    QUICK(760, 1, End.SUCCEEDED),
    /** Writes a row in the store's transaction. Bears a database that is away. */
    EFFECT(80, 100, End.SUCCEEDED),
    /** Takes 100 to 500 ms. */
    SLOW(30, 1, End.SUCCEEDED),
    /** Fails at its first attempt. */
    FLAKY(45, 3, End.SUCCEEDED),
    /** Fails at every attempt. */
    DOOMED(15, 2, End.DEAD),
    /** Is put off until half a second after it was made. */
    SNOOZING(15, 1, End.SUCCEEDED),
    /** Refuses to be done. */
    DECLINING(10, 1, End.DEAD),
    /** Is due after it has expired, or expires soon. */
    EXPIRING(20, 1, End.EXPIRED, End.SUCCEEDED),
    /** Is cancelled from outside, waiting or running. */
    CANCELLED(20, 1, End.CANCELLED, End.SUCCEEDED),
    /** Calls itself until the stack is full. */
    DEEP(5, 2, End.DEAD),
    /** Takes 5 s, which is longer than a broker may wait for its ack. */
    LONG(0, 1, End.SUCCEEDED),
    /** Ends its worker without a word. */
    HALT(0, 3, End.DEAD),
    /** Ends its worker in order. */
    EXIT(0, 3, End.DEAD),
    /** Fills its worker's memory. */
    HUNGRY(0, 3, End.DEAD),
    /** No job at all, but bytes, from a producer that has never heard of Warren. Never known to the store. */
    BAD(0, 0, End.DEAD);

    private static final int ALL_WEIGHTS = 1_000;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int weight;
    private final int maxAttempts;
    private final Set<End> ends;

    /** How a job can end. */
    public enum End {
        /** Done. */
        SUCCEEDED,
        /** Given up on, in the dead letters. */
        DEAD,
        /** Called off. */
        CANCELLED,
        /** Too late. */
        EXPIRED
    }

    Kind(int weight, int maxAttempts, End... ends) {
        this.weight = weight;
        this.maxAttempts = maxAttempts;
        this.ends = Set.of(ends);
    }

    /** How many attempts a job has at most. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** The ways in which a job of this kind may end. */
    public Set<End> ends() {
        return ends;
    }

    /** Whether each job of it brings down the worker that runs it. */
    public boolean endsItsWorker() {
        return this == HALT || this == EXIT || this == HUNGRY;
    }

    /** Whether its jobs write a row in the store's transaction. */
    public boolean writes() {
        return this == EFFECT;
    }

    /** The job type. */
    public JobType<Long> type() {
        return JobType.of("chaos." + word(), Long.class)
                .retrying(RetryPolicy.standard()
                        .withBackoff(Backoff.intervals(Duration.ofMillis(250)))
                        .withMaxAttempts(Math.max(1, maxAttempts)));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The id of its job with this number. */
    public String id(long number) {
        return word() + "-" + number;
    }

    /** The kind of the job with this id. */
    public static Kind of(String id) {
        return valueOf(id.substring(0, id.indexOf('-')).toUpperCase(Locale.ROOT));
    }

    /** The kind of the next job, as often as their weights say. */
    static Kind any(Random random) {
        int left = random.nextInt(ALL_WEIGHTS);
        for (Kind kind : values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        return QUICK;
    }

    /** A job of it, made now. */
    NewJob<Long> job(long number) {
        Instant now = Instant.now();
        NewJob<Long> job = NewJob.of(type(), now.toEpochMilli()).withId(id(number));
        return switch (this) {
            case EXPIRING ->
                number % 2 == 0
                        ? job.expiringAt(now.plus(SOON))
                        : job.expiringAt(now.plus(SOON)).delayedBy(SOON.multipliedBy(2));
            case CANCELLED -> number % 2 == 0 ? job : job.delayedBy(SOON);
            default -> job;
        };
    }
}
