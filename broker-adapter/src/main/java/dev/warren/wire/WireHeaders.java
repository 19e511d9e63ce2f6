package dev.warren.wire;

import java.util.Set;

/** The names of all headers Warren reads or writes. */
public final class WireHeaders {
    /** Overrides the message id as the idempotency key. */
    public static final String IDEMPOTENCY_KEY = "idempotency-key";
    /** Whose data the job is about. */
    public static final String TENANT_ID = "tenant-id";
    /** On whose behalf the job runs. */
    public static final String USER_ID = "user-id";
    /** The login that published a job, as the broker has checked it; kept here when a job is published again by a worker. */
    public static final String PUBLISHED_BY = "published-by";
    /** How many attempts there may be. */
    public static final String MAX_ATTEMPTS = "max-attempts";
    /** Not started by then: never run. */
    public static final String EXPIRES_AT = "expires-at";
    /** Not to be started before. */
    public static final String DUE_AT = "due-at";
    /** How many milliseconds are still to be waited for, by no clock but the broker's; instead of comparing {@link #DUE_AT}. */
    public static final String DELAY_LEFT = "delay-left";
    /** What jobs have in common of which one is enough, or one at a time. */
    public static final String UNIQUE_KEY = "unique-key";
    /** For how long one of them has that key. */
    public static final String UNIQUE_UNTIL = "unique-until";
    /** What becomes of a job that finds the key taken. */
    public static final String UNIQUE_CONFLICT = "unique-conflict";
    /** W3C trace context. */
    public static final String TRACEPARENT = "traceparent";
    /** The number of the attempt a message is for, or died at. */
    public static final String ATTEMPT = "attempt";
    /** The run within a life. */
    public static final String RUN = "run";
    /** The life. */
    public static final String LIFE = "life";
    /** How often a message was put off before it was claimed. */
    public static final String HOLDS = "holds";
    /** Since when it has been put off. */
    public static final String DEFERRED_SINCE = "deferred-since";
    /** When the job was first enqueued. */
    public static final String FIRST_ENQUEUED_AT = "first-enqueued-at";
    /** The last failure's class. */
    public static final String ERROR_TYPE = "error-type";
    /** The last failure's message. */
    public static final String ERROR_MESSAGE = "error-message";
    /** The last failure's stack. */
    public static final String ERROR_STACK = "error-stack";
    /** Why the job was given up on. */
    public static final String DEAD_REASON = "dead-reason";
    /** When. */
    public static final String DEAD_AT = "dead-at";
    /** From which lane. */
    public static final String DEAD_LANE = "dead-lane";
    /** By which worker. */
    public static final String DEAD_WORKER = "dead-worker";
    /** Names of the producer's headers that had to be left out because all together would not fit into a frame. */
    public static final String HEADERS_LEFT_OUT = "headers-left-out";

    /** On an answer to {@code reply_to}: how the job ended. */
    public static final String STATUS = "status";
    /** On an answer: the job's id. */
    public static final String JOB_ID = "job-id";
    /** On an answer: the job's type. */
    public static final String JOB_TYPE = "job-type";
    /** On an answer: why the result is not in it. */
    public static final String RESULT_LEFT_OUT = "result-left-out";

    /** The broker's own account of dead-lettering. */
    static final String X_DEATH = "x-death";

    static final String X_DELIVERY_COUNT = "x-delivery-count";
    static final String X_ACQUIRED_COUNT = "x-acquired-count";

    /** What the last failure left behind; void once the job has a new life. */
    static final Set<String> OF_A_FAILURE =
            Set.of(ERROR_TYPE, ERROR_MESSAGE, ERROR_STACK, DEAD_REASON, DEAD_AT, DEAD_LANE, DEAD_WORKER);

    private WireHeaders() {}

    /**
     * Whether the broker gives this header a meaning of its own that must not travel on: its records of dead-lettering (a message that
     * seems to have been in a queue before is dropped as a cycle) and of deliveries, and {@code CC} and {@code BCC}, by which a message
     * published again would be routed a second time.
     */
    static boolean isTheBrokers(String name) {
        return name.equals(X_DEATH)
                || name.startsWith("x-first-death-")
                || name.startsWith("x-last-death-")
                || name.equals(X_DELIVERY_COUNT)
                || name.equals(X_ACQUIRED_COUNT)
                || name.equals("CC")
                || name.equals("BCC");
    }
}
