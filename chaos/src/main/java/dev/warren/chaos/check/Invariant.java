package dev.warren.chaos.check;

/** What must hold, whatever happens. */
public enum Invariant {
    /** Nothing promised is lost. */
    ENDED("every confirmed job has ended, and a dead one has its dead letter"),
    /** Nobody can be told two stories of one job. */
    ONE_END("no job has ended in two ways"),
    /** A job ends in a way its kind allows; poison is called after three witnessed crashes. */
    RIGHT_END("every job has ended in the way it must"),
    /** What is there was put there. */
    KNOWN("nothing has appeared from nowhere"),
    /** Rows in the application's table, in the store's transaction. */
    ONE_EFFECT("one effect per key, and none without success"),
    /** The policy's limit. */
    ATTEMPTS("no job has had more attempts than its maximum"),
    /** Work goes on by itself. */
    DRAINED("all was over within the time after the faults"),
    /** Memory, rows, queues. */
    BOUNDED("memory, rows and queues are bounded"),
    /** What the faults did not do. */
    STANDING("no process has ended by itself");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    /** As a person says it. */
    public String sentence() {
        return sentence;
    }
}
