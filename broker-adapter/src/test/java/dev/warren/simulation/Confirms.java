package dev.warren.simulation;

import dev.warren.broker.PublishLink;
import dev.warren.broker.PublishLink.Numbers;
import java.util.TreeSet;

/**
 * What a publish link's broker side answers. A publication is confirmed when its queues have it safe, which may be out of order; what is
 * safe without a gap may be confirmed by one answer.
 */
final class Confirms {
    private final World world;
    private final Pipe toClient;
    private final PublishLink.Listener listener;
    private final SimLink link;
    private final TreeSet<Long> open = new TreeSet<>();
    private final TreeSet<Long> safe = new TreeSet<>();
    private boolean withheld;

    Confirms(World world, Pipe toClient, PublishLink.Listener listener, SimLink link) {
        this.world = world;
        this.toClient = toClient;
        this.listener = listener;
        this.link = link;
    }

    void take(long number) {
        open.add(number);
        world.agenda().after(world.chance().latencyNanos(), () -> {
            safe.add(number);
            // Sometimes the answer waits for others to join it; the next one to be safe, or its own second look, sends
            // both.
            if (world.chance().oneIn(3)) {
                world.agenda().after(world.chance().latencyNanos(), this::answer);
            } else {
                answer();
            }
        });
    }

    void refuse(long number) {
        if (link.carries()) {
            toClient.send(() -> listener.refused(Numbers.single(number)));
        }
    }

    /** From now on nothing is confirmed. */
    void withhold() {
        withheld = true;
    }

    void release() {
        withheld = false;
        answer();
    }

    private void answer() {
        if (withheld || !link.carries()) {
            return;
        }
        answerTogether();
        for (Long number : safe) {
            send(Numbers.single(number));
        }
        open.removeAll(safe);
        safe.clear();
    }

    private void answerTogether() {
        long first = 0;
        long last = 0;
        while (!open.isEmpty() && safe.contains(open.first())) {
            last = open.first();
            first = first == 0 ? last : first;
            open.remove(last);
            safe.remove(last);
        }
        if (last > 0) {
            send(first == last ? Numbers.single(last) : Numbers.upTo(last));
        }
    }

    private void send(Numbers numbers) {
        toClient.send(() -> {
            world.history().note("confirmed", link, numbers);
            listener.confirmed(numbers);
        });
    }
}
