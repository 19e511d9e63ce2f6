package dev.warren.consume;

import dev.warren.topology.LaneName;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Deliveries that wait to be claimed, by lane, so that a lane whose jobs are backed up holds up no other. Many threads put, one takes, and none
 * waits for another. Bounded by what is put in, which the lanes' prefetch bounds.
 */
final class Inbox {
    private final List<LaneName> lanes;
    private final List<Queue<Delivery>> waiting = new ArrayList<>();
    private volatile Runnable wake = () -> {};

    Inbox(List<LaneName> lanes) {
        this.lanes = lanes;
        lanes.forEach(lane -> waiting.add(new ConcurrentLinkedQueue<>()));
    }

    /** Has {@code toWake} called by whoever puts something in. */
    void onFilled(Runnable toWake) {
        wake = toWake;
    }

    void put(Delivery delivery) {
        waiting.get(lanes.indexOf(delivery.source().lane())).add(delivery);
        wake.run();
    }

    /** Takes what waits, of each lane no more than it has room for, and at most {@code most} in all; lanes in their order. */
    List<Delivery> take(int[] room, int most) {
        List<Delivery> taken = new ArrayList<>();
        for (int lane = 0; lane < room.length; lane++) {
            take(waiting.get(lane), Math.min(room[lane], most - taken.size()), taken);
        }
        return taken;
    }

    /** Takes all that waits, for a worker that stops. */
    List<Delivery> takeAll() {
        List<Delivery> all = new ArrayList<>();
        waiting.forEach(lane -> take(lane, Integer.MAX_VALUE, all));
        return all;
    }

    private static void take(Queue<Delivery> lane, int most, List<Delivery> taken) {
        for (int left = most; left > 0; left--) {
            Delivery next = lane.poll();
            if (next == null) {
                return;
            }
            taken.add(next);
        }
    }
}
