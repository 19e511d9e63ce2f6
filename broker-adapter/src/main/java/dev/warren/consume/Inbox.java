package dev.warren.consume;

import dev.warren.topology.LaneName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Deliveries that wait to be claimed, by lane, so that a lane whose jobs are backed up holds up no other. Many threads put, one takes.
 * Bounded by what is put in, which the lanes' prefetch bounds.
 */
final class Inbox {
    private final List<LaneName> lanes;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ArrayDeque<Delivery>> waiting = new ArrayList<>(); // guarded by lock
    private volatile Runnable wake = () -> {};

    Inbox(List<LaneName> lanes) {
        this.lanes = lanes;
        lanes.forEach(lane -> waiting.add(new ArrayDeque<>()));
    }

    /** Has {@code toWake} called by whoever puts something into a lane that was empty. */
    void onFilled(Runnable toWake) {
        wake = toWake;
    }

    void put(Delivery delivery) {
        boolean first;
        lock.lock();
        try {
            ArrayDeque<Delivery> lane =
                    waiting.get(lanes.indexOf(delivery.source().lane()));
            first = lane.isEmpty();
            lane.addLast(delivery);
        } finally {
            lock.unlock();
        }
        if (first) {
            wake.run();
        }
    }

    /** Takes what waits, of each lane no more than it has room for, and at most {@code most} in all; lanes in their order. */
    List<Delivery> take(int[] room, int most) {
        lock.lock();
        try {
            List<Delivery> taken = new ArrayList<>(most);
            for (int lane = 0; lane < room.length; lane++) {
                ArrayDeque<Delivery> queue = waiting.get(lane);
                for (int left = Math.min(room[lane], most - taken.size()); left > 0 && !queue.isEmpty(); left--) {
                    taken.add(queue.removeFirst());
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that waits, for a worker that stops. */
    List<Delivery> takeAll() {
        lock.lock();
        try {
            List<Delivery> all = new ArrayList<>();
            waiting.forEach(lane -> {
                all.addAll(lane);
                lane.clear();
            });
            return all;
        } finally {
            lock.unlock();
        }
    }
}
