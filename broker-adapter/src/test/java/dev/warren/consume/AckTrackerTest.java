package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.broker.Message;
import dev.warren.topology.LaneName;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against RabbitMQ's rules of a channel: a tag that is unknown or acked already closes it, a multiple ack takes all up to its tag. */
class AckTrackerTest {
    private static final int NEVER = Integer.MAX_VALUE;

    private final AckTracker tracker = new AckTracker();
    private final Channel channel = new Channel();
    private final LaneConsumer source =
            new LaneConsumer(LaneName.DEFAULT, 100, new Inbox(List.of(LaneName.DEFAULT)), cause -> {});
    private long lastTag;

    /** What the broker has out on a channel. */
    private static final class Channel implements Subscription {
        private final TreeSet<Long> unacked = new TreeSet<>();
        private final Set<Long> finished = new HashSet<>();
        private int frames;

        void delivered(long tag) {
            unacked.add(tag);
        }

        @Override
        public void start() {}

        @Override
        public void ack(long tag) {
            frames++;
            requireFinished(tag);
            unacked.remove(tag);
        }

        @Override
        public void ackUpTo(long tag) {
            frames++;
            assertThat(unacked.contains(tag))
                    .as("a multiple ack's own tag is unacked")
                    .isTrue();
            Set<Long> covered = unacked.headSet(tag, true);
            covered.forEach(this::requireFinished);
            covered.clear();
        }

        private void requireFinished(long tag) {
            assertThat(unacked.contains(tag)).as("tag %d is out", tag).isTrue();
            assertThat(finished.contains(tag)).as("tag %d is finished", tag).isTrue();
        }

        @Override
        public void giveBack(long tag) {
            assertThat(unacked.remove(tag)).as("tag %d is out", tag).isTrue();
            assertThat(finished.contains(tag)).as("tag %d is finished", tag).isFalse();
        }

        @Override
        public void cancel() {}
    }

    private Delivery deliver() {
        long tag = ++lastTag;
        Message message = new Message(Message.Properties.of("t", "1", Map.of()), new byte[0]);
        Delivery delivery = new Delivery(source, tag, Redelivery.FIRST, message);
        channel.delivered(tag);
        tracker.delivered(delivery);
        return delivery;
    }

    private List<Delivery> deliver(int count) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            deliveries.add(deliver());
        }
        return deliveries;
    }

    private void finish(Delivery delivery) {
        channel.finished.add(delivery.tag());
        tracker.finished(delivery);
    }

    @Test
    void acksWhatIsFinishedWithoutAGapByOneFrame() {
        deliver(10).forEach(this::finish);
        tracker.flush(channel, AckTracker.Flush.BUSY, NEVER);
        assertThat(channel.unacked).isEmpty();
        assertThat(channel.frames).isEqualTo(1);
    }

    @Test
    void acksNothingThatIsNotFinished() {
        deliver(3);
        tracker.flush(channel, AckTracker.Flush.IDLE, 0);
        assertThat(channel.frames).isZero();
        assertThat(channel.unacked).hasSize(3);
        assertThat(tracker.open()).isEqualTo(3);
    }

    @Test
    void waitsForAGapToCloseWhileItIsBusy() {
        List<Delivery> deliveries = deliver(5);
        deliveries.subList(1, 5).forEach(this::finish);
        tracker.flush(channel, AckTracker.Flush.BUSY, NEVER);
        assertThat(channel.frames).isZero();
        finish(deliveries.get(0));
        tracker.flush(channel, AckTracker.Flush.BUSY, NEVER);
        assertThat(channel.unacked).isEmpty();
        assertThat(channel.frames).isEqualTo(1);
    }

    @Test
    void acksBehindAGapOneByOneWhenIdle() {
        List<Delivery> deliveries = deliver(5);
        finish(deliveries.get(1));
        finish(deliveries.get(3));
        tracker.flush(channel, AckTracker.Flush.IDLE, NEVER);
        assertThat(channel.unacked).containsExactly(1L, 3L, 5L);
        finish(deliveries.get(0));
        finish(deliveries.get(2));
        tracker.flush(channel, AckTracker.Flush.BUSY, NEVER);
        assertThat(channel.unacked).containsExactly(5L);
    }

    @Test
    void holdsBackNoMoreThanItMay() {
        List<Delivery> deliveries = deliver(6);
        deliveries.subList(1, 4).forEach(this::finish);
        tracker.flush(channel, AckTracker.Flush.BUSY, 3);
        assertThat(channel.unacked).hasSize(6);
        finish(deliveries.get(5));
        tracker.flush(channel, AckTracker.Flush.BUSY, 3);
        assertThat(channel.unacked).containsExactly(1L, 5L);
    }

    @Test
    void finishingTwiceIsTheSameAsOnce() {
        List<Delivery> deliveries = deliver(2);
        finish(deliveries.get(0));
        finish(deliveries.get(0));
        assertThat(tracker.open()).isEqualTo(1);
        tracker.flush(channel, AckTracker.Flush.IDLE, 0);
        finish(deliveries.get(0));
        tracker.flush(channel, AckTracker.Flush.IDLE, 0);
        assertThat(channel.unacked).containsExactly(2L);
        assertThat(channel.frames).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 25, NEVER})
    void acksEveryTagOnceWhateverTheOrderOfFinishing(int mostHeldBack) {
        Random random = new Random(20_261_122 + mostHeldBack);
        for (int round = 0; round < 100; round++) {
            List<Delivery> unfinished = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> unfinished.add(deliver());
                    case 2, 3 -> {
                        if (!unfinished.isEmpty()) {
                            finish(unfinished.remove(random.nextInt(unfinished.size())));
                        }
                    }
                    default ->
                        tracker.flush(
                                channel,
                                random.nextInt(4) == 0 ? AckTracker.Flush.IDLE : AckTracker.Flush.BUSY,
                                mostHeldBack);
                }
                assertThat(tracker.open()).isEqualTo(unfinished.size());
            }
            unfinished.forEach(this::finish);
            tracker.flush(channel, AckTracker.Flush.IDLE, mostHeldBack);
            assertThat(channel.unacked).isEmpty();
        }
    }

    @Test
    void goesOnBehindALongRunningJobWithoutPilingUp() {
        Delivery longRunning = deliver();
        List<WeakReference<Delivery>> done = new ArrayList<>();
        int unackedAtMost = 0;
        for (int i = 0; i < 20_000; i++) {
            Delivery quick = deliver();
            done.add(new WeakReference<>(quick));
            finish(quick);
            tracker.flush(channel, AckTracker.Flush.BUSY, 25);
            unackedAtMost = Math.max(unackedAtMost, channel.unacked.size());
        }
        assertThat(unackedAtMost).isLessThanOrEqualTo(27);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            System.gc();
            assertThat(done.stream().filter(delivery -> delivery.get() != null).count())
                    .as("deliveries still held")
                    .isLessThan(5_000);
        });
        finish(longRunning);
        tracker.flush(channel, AckTracker.Flush.BUSY, 25);
        tracker.flush(channel, AckTracker.Flush.IDLE, 25);
        assertThat(channel.unacked).isEmpty();
        assertThat(tracker.open()).isZero();
    }

    @Test
    void keepsCountWhenDeliveriesFinishOnOtherThreads() throws Exception {
        List<Delivery> deliveries = deliver(10_000);
        channel.finished.addAll(deliveries.stream().map(Delivery::tag).toList());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            List<Delivery> mine = new ArrayList<>();
            for (int i = t; i < deliveries.size(); i += 4) {
                mine.add(deliveries.get(i));
            }
            threads.add(new Thread(() -> mine.forEach(tracker::finished)));
        }
        threads.forEach(Thread::start);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            tracker.flush(channel, AckTracker.Flush.BUSY, 100);
        }
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        tracker.flush(channel, AckTracker.Flush.IDLE, 100);
        assertThat(channel.unacked).isEmpty();
        assertThat(tracker.open()).isZero();
    }

    @Test
    void whatIsGivenBackIsNotAckedAndDoesNotHoldUpTheAcksBehindIt() {
        List<Delivery> deliveries = deliver(3);
        tracker.giveBack(deliveries.get(1), channel);
        tracker.giveBack(deliveries.get(1), channel);
        finish(deliveries.get(0));
        finish(deliveries.get(2));
        tracker.flush(channel, AckTracker.Flush.BUSY, NEVER);

        assertThat(channel.unacked).isEmpty();
        assertThat(channel.frames).isEqualTo(1);
        assertThat(tracker.open()).isZero();
    }

    @Test
    void whatIsFinishedIsNotGivenBack() {
        Delivery delivery = deliver();
        finish(delivery);
        tracker.giveBack(delivery, channel);
        tracker.flush(channel, AckTracker.Flush.IDLE, NEVER);

        assertThat(channel.unacked).isEmpty();
        assertThat(channel.frames).isEqualTo(1);
    }
}
