package dev.warren.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.simulation.Cut.Frames;
import dev.warren.simulation.Inspection.Counts;
import dev.warren.simulation.SimFaults.Links;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimFaultsTest {
    private static final Topology TOPOLOGY = Topology.builder()
            .lanes(LaneName.DEFAULT)
            .ladder(new DelayLadder(Duration.ofMillis(250), 4))
            .build();
    private static final String LANE = TOPOLOGY.queue(LaneName.DEFAULT);
    private static final String DEAD = TOPOLOGY.deadQueue(LaneName.DEFAULT);

    private World world = World.of(7);
    private SimBroker broker = new SimBroker(world);
    private Heard heard = new Heard();
    private PublishLink publishing = begin(7);

    private PublishLink begin(long seed) {
        world = World.of(seed);
        broker = new SimBroker(world);
        broker.declare(TOPOLOGY);
        heard = new Heard();
        return broker.as("w1").openPublishLink(heard);
    }

    @Test
    void losesPublicationsThatAreUnderWayOnALinkThatIsCut() {
        publish("a");

        broker.faults().cut("w1", Links.BOTH, Cut.at(world.chance(), Frames.LOST));
        idle();

        assertThat(broker.inspect().all()).isEmpty();
        assertThat(heard.lines).containsExactly("closed: connection reset");
    }

    @Test
    void storesWhatStillArrivesOverALinkThatIsCutButNeverConfirmsIt() {
        publish("a");

        broker.faults().cut("w1", Links.PUBLISH, Cut.at(world.chance(), Frames.ARRIVE));
        idle();

        assertThat(broker.inspect().ready(LANE)).containsExactly("a");
        assertThat(heard.lines).containsExactly("closed: connection reset");
    }

    @Test
    void leavesOpenWhetherACutLosesAPublication() {
        Set<List<String>> ends = new LinkedHashSet<>();
        for (long seed = 0; seed < 30; seed++) {
            publishing = begin(seed);
            publish("a");
            broker.faults().cut("w1", Links.PUBLISH);
            idle();
            ends.add(broker.inspect().ready(LANE));
        }

        assertThat(ends).containsExactlyInAnyOrder(List.of(), List.of("a"));
    }

    @Test
    void takesWritesIntoTheVoidUntilTheClientKnowsAndThenThrows() {
        broker.faults().cut("w1", Links.PUBLISH, new Cut(Frames.LOST, 1_000_000, 0));
        publish("a");

        idle();

        assertThat(broker.inspect().all()).isEmpty();
        assertThatThrownBy(() -> publish("b")).isInstanceOf(BrokerException.class);
    }

    @Test
    void keepsWhatWasHandedOutUntilTheBrokerNotices() {
        publish("a");
        consume("w2", 5);
        idle();

        broker.faults()
                .cut(
                        "w2",
                        Links.CONSUME,
                        new Cut(Frames.LOST, 0, Duration.ofSeconds(20).toNanos()));
        world.agenda().runFor(Duration.ofSeconds(19));
        assertThat(broker.inspect().counts(LANE)).isEqualTo(new Counts(0, 1, 0));

        world.agenda().runFor(Duration.ofSeconds(2));
        assertThat(broker.inspect().counts(LANE)).isEqualTo(new Counts(1, 0, 0));
        assertThat(broker.links()).hasSize(1);
    }

    @Test
    void tellsEverySubscriptionAndTheLinkOfTheEndOnce() {
        Heard consumer = consume("w2", 5);

        broker.faults().cut("w2", Links.BOTH);
        broker.faults().cut("w2", Links.BOTH);
        idle();

        assertThat(consumer.lines).containsExactly("cancelled: connection reset", "closed: connection reset");
    }

    @Test
    void ignoresAcksOverALinkThatIsGone() {
        publish("a");
        Heard consumer = new Heard();
        ConsumeLink.Subscription subscription =
                broker.as("w2").openConsumeLink(consumer).subscribe(LANE, 5, consumer);
        subscription.start();
        idle();
        broker.faults().crash();

        subscription.ack(1);
        idle();

        assertThat(broker.inspect().ready(LANE)).containsExactly("a");
        assertThat(broker.violations()).isEmpty();
    }

    @Test
    void recordsAnAckThatMakesNoSenseAsAViolation() {
        publish("a");
        Heard consumer = new Heard();
        ConsumeLink.Subscription subscription =
                broker.as("w2").openConsumeLink(consumer).subscribe(LANE, 5, consumer);
        subscription.start();
        idle();

        subscription.ackUpTo(2);
        idle();

        assertThat(broker.violations()).hasSize(1).first().asString().contains("unknown delivery tag 2");
        assertThat(broker.inspect().counts(LANE)).isEqualTo(new Counts(1, 0, 0));
    }

    @Test
    void saysNothingMoreOnALinkThatHasEnded() {
        publishing.publish(new Publication("", "nowhere", message("a")));

        broker.faults().cut("w1", Links.PUBLISH, new Cut(Frames.ARRIVE, 0, 0));
        idle();

        assertThat(heard.lines).containsExactly("closed: connection reset");
    }

    @Test
    void takesNoPublicationOnALinkThatItsClientHasClosed() {
        publish("a");

        publishing.close();

        assertThatThrownBy(() -> publish("b")).isInstanceOf(BrokerException.class);
        idle();
        assertThat(broker.inspect().ready(LANE)).containsExactly("a");
    }

    @Test
    void confirmsNothingThatIsWithheldUntilItIsReleased() {
        broker.faults().withholdConfirms("w1");
        publish("a");
        idle();
        assertThat(heard.lines).isEmpty();
        assertThat(broker.inspect().ready(LANE)).containsExactly("a");

        broker.faults().releaseConfirms("w1");
        idle();

        assertThat(heard.lines).containsExactly("confirmed 1");
    }

    @Test
    void confirmsEveryPublicationOnceInWhateverPortions() {
        for (long seed = 0; seed < 100; seed++) {
            publishing = begin(seed);
            Portions portions = new Portions();
            PublishLink link = broker.as("w1").openPublishLink(portions);
            for (int i = 0; i < 20; i++) {
                link.publish(publication("m" + i));
            }

            idle();

            assertThat(portions.open).as("seed %d", seed).containsExactly(21L);
        }
    }

    @Test
    void refusesWhatItIsToldToRefuse() {
        broker.faults().refuse("w1", 1);

        publish("a");
        publish("b");
        idle();

        assertThat(heard.lines).containsExactlyInAnyOrder("refused 1", "confirmed 2");
    }

    @Test
    void readsNoMoreFromAPublisherWhileItIsBlocked() {
        broker.faults().block("memory");
        publish("a");
        publish("b");
        idle();
        assertThat(broker.inspect().ready(LANE)).containsExactly("a");
        assertThat(heard.lines).contains("blocked: memory");

        broker.faults().unblock();
        idle();

        assertThat(broker.inspect().ready(LANE)).containsExactly("a", "b");
        assertThat(heard.lines).contains("unblocked", "confirmed 2");
    }

    @Test
    void handsNothingOutToAClientWhoseDeliveriesArePaused() {
        broker.faults().pauseDeliveries("w2");
        Heard consumer = consume("w2", 5);
        publish("a");
        idle();
        assertThat(consumer.delivered()).isEmpty();

        broker.faults().resumeDeliveries("w2");
        idle();

        assertThat(consumer.delivered()).containsExactly("a");
    }

    @Test
    void refusesLinksWhileItIsUnreachable() {
        broker.faults().unreachable("w2");
        assertThatThrownBy(() -> consume("w2", 1)).isInstanceOf(BrokerException.class);

        broker.faults().reachable("w2");
        publish("a");
        Heard consumer = consume("w2", 1);
        idle();

        assertThat(consumer.delivered()).containsExactly("a");
    }

    @Test
    void cancelsConsumersAndLeavesThemWhatTheyHave() {
        publish("a");
        Heard consumer = consume("w2", 5);
        idle();

        broker.faults().cancelConsumers(LANE);
        publish("b");
        idle();

        assertThat(consumer.lines).containsExactly("cancelled: the broker cancelled the consumer");
        assertThat(broker.inspect().counts(LANE)).isEqualTo(new Counts(1, 1, 0));
    }

    @Test
    void givesUpOnAMessageByHandAndMovesItBackWithItsAccount() {
        publish("a");
        publish("b");
        idle();

        assertThat(broker.faults().giveUpOn(LANE, "a")).isTrue();
        assertThat(broker.inspect().counts(LANE)).isEqualTo(new Counts(1, 0, 1));
        idle();
        assertThat(broker.inspect().ready(DEAD)).containsExactly("a");

        assertThat(broker.faults().move(DEAD, LANE)).isEqualTo(1);
        assertThat(broker.inspect().ready(LANE)).containsExactly("b", "a");
        assertThat(broker.inspect().all().get(1).header("x-death")).asString().contains("delivery_limit");
        assertThat(broker.inspect().byId()).containsOnlyKeys("a", "b");
    }

    @Test
    void makesTheQueueThatAMoveMistypes() {
        publish("a");
        idle();

        broker.faults().move(LANE, "jobs.defualt");

        assertThat(broker.inspect().outside(List.of(LANE))).hasToString("[a life 0 run 3 READY in jobs.defualt]");
    }

    @Test
    void dropsADeadLetterThatGoesRoundAndSaysSo() {
        broker.declareQueue("round", Map.of("x-dead-letter-exchange", "", "x-message-ttl", 100));
        publishing.publish(new Publication("", "round", message("a")));

        idle();

        assertThat(broker.losses()).hasSize(1).first().asString().contains("would go round to round: a");
    }

    @Test
    void expiresOnlyAtTheHeadOfAQueue() {
        broker.declareQueue("mixed", Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", LANE));
        publishing.publish(new Publication("", "mixed", expiring("slow", "1000")));
        publishing.publish(new Publication("", "mixed", expiring("quick", "10")));

        world.agenda().runFor(Duration.ofMillis(900));
        assertThat(broker.inspect().ready("mixed")).containsExactly("slow", "quick");

        idle();
        assertThat(broker.inspect().ready(LANE)).containsExactly("slow", "quick");
    }

    @Test
    void deadLettersTwiceWhenTold() {
        publish("a");
        idle();
        broker.faults().doubleDeadLetters(1);

        broker.faults().giveUpOn(LANE, "a");
        idle();

        assertThat(broker.inspect().ready(DEAD)).containsExactly("a", "a");
    }

    @Test
    void sharesAQueueBetweenItsConsumers() {
        Heard one = consume("w1", 5);
        Heard other = consume("w2", 5);
        publish("a");
        publish("b");

        idle();

        assertThat(one.delivered()).containsExactly("a");
        assertThat(other.delivered()).containsExactly("b");
    }

    @Test
    void repeatsARunFromItsSeed() {
        assertThat(storyOf(3)).isEqualTo(storyOf(3)).isNotEqualTo(storyOf(4));
    }

    private String storyOf(long seed) {
        publishing = begin(seed);
        consume("w2", 2);
        for (int i = 0; i < 10; i++) {
            publish("m" + i);
        }
        world.agenda().after(1_000_000, () -> broker.faults().cut("w2", Links.BOTH));
        idle();
        return world.history().toString();
    }

    /** Which numbers are still open, and that none is confirmed after it was. */
    private static final class Portions implements PublishLink.Listener {
        private final Set<Long> open = new LinkedHashSet<>();

        Portions() {
            for (long number = 1; number <= 21; number++) {
                open.add(number);
            }
        }

        @Override
        public void confirmed(PublishLink.Numbers numbers) {
            if (numbers.first() == 0) {
                assertThat(open.removeIf(number -> number <= numbers.last())).isTrue();
            } else {
                assertThat(open.remove(numbers.last())).isTrue();
            }
        }

        @Override
        public void refused(PublishLink.Numbers numbers) {
            throw new AssertionError("refused " + numbers);
        }

        @Override
        public void returned(PublishLink.Returned returned) {
            throw new AssertionError("returned " + returned);
        }

        @Override
        public void blocked(String reason) {}

        @Override
        public void unblocked() {}

        @Override
        public void closed(String cause) {}
    }

    private void idle() {
        world.agenda().runUntilIdle(10_000);
    }

    private void publish(String id) {
        publishing.publish(publication(id));
    }

    private static Publication publication(String id) {
        return new Publication(LANE, "email.send", message(id));
    }

    private static Message message(String id) {
        return new Message(Message.Properties.of("email.send", id, Map.of("run", 3)), new byte[] {'1'});
    }

    private static Message expiring(String id, String millis) {
        Message.Properties properties = message(id).properties();
        return new Message(Headers.withExpiration(properties, millis), new byte[] {'1'});
    }

    private Heard consume(String client, int prefetch) {
        Heard consumer = new Heard();
        broker.as(client)
                .openConsumeLink(consumer)
                .subscribe(LANE, prefetch, consumer)
                .start();
        return consumer;
    }
}
