package dev.warren.job;

/**
 * Where in a job's story a message belongs. A replay starts a new life; every hand-out to a handler within a life is a run. A message
 * below its record's coordinates is stale.
 *
 * @param life from 0
 * @param run from 1
 */
public record Coordinates(int life, int run) implements Comparable<Coordinates> {
    /** A fresh job's coordinates. */
    public static final Coordinates FIRST = new Coordinates(0, 1);

    /** Checks the bounds. */
    public Coordinates {
        if (life < 0 || run < 1) {
            throw new IllegalArgumentException("life " + life + ", run " + run + "; lives count from 0, runs from 1");
        }
    }

    /** The next run of the same life. */
    public Coordinates nextRun() {
        return new Coordinates(life, run + 1);
    }

    /** The first run of the next life. */
    public Coordinates nextLife() {
        return new Coordinates(life + 1, 1);
    }

    @Override
    public int compareTo(Coordinates other) {
        return life != other.life ? Integer.compare(life, other.life) : Integer.compare(run, other.run);
    }
}
