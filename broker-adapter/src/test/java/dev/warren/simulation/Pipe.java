package dev.warren.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** One direction of a channel: frames take their time and never overtake each other. */
final class Pipe {
    private final World world;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private long lastDueNanos;
    private boolean held;

    Pipe(World world) {
        this.world = world;
    }

    private record Frame(long dueNanos, Runnable arrival) {}

    /** Sends a frame that takes as long as chance will have it. */
    void send(Runnable arrival) {
        send(world.chance().latencyNanos(), arrival);
    }

    /** Sends a frame that takes at least as long as given; answers when it is due. */
    long send(long delayNanos, Runnable arrival) {
        lastDueNanos = Math.max(lastDueNanos, world.time().nanos() + delayNanos);
        frames.addLast(new Frame(lastDueNanos, arrival));
        world.agenda().at(lastDueNanos, this::arrive);
        return lastDueNanos;
    }

    /** One call comes for each frame; one that comes for a frame that was lost meanwhile finds nothing due. */
    private void arrive() {
        Frame first = frames.peekFirst();
        if (first != null && !held && first.dueNanos() <= world.time().nanos()) {
            frames.removeFirst();
            first.arrival().run();
        }
    }

    /** How many frames are under way. */
    int underWay() {
        return frames.size();
    }

    /** Loses all frames but the first ones. */
    void loseAllBut(int kept) {
        while (frames.size() > kept) {
            frames.removeLast();
        }
    }

    /** Lets nothing arrive until {@link #release}. */
    void hold() {
        held = true;
    }

    void release() {
        if (held) {
            held = false;
            frames.forEach(frame -> world.agenda().at(frame.dueNanos(), this::arrive));
        }
    }
}
