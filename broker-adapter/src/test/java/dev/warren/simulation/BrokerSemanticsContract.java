package dev.warren.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.WarrenException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.DelayRoute;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.topology.TopologyLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Warren depends on of a broker. RabbitMQ and the simulated one must both behave so. */
abstract class BrokerSemanticsContract {
    private static final int DELIVERY_LIMIT = 20;
    private static final Duration UNIT = Duration.ofMillis(100);

    private BrokerSide side;
    private PublishLink publishing;
    private final Heard confirms = new Heard();
    private final List<ConsumeLink> links = new ArrayList<>();

    abstract BrokerSide open(Topology.Builder settings);

    @BeforeEach
    void openSide() {
        side = open(Topology.builder()
                .lanes(LaneName.DEFAULT)
                .ladder(new DelayLadder(UNIT, 3))
                .limits(new TopologyLimits(DELIVERY_LIMIT, 1_000, 1_000, 100)));
        publishing = side.broker().openPublishLink(confirms);
    }

    @AfterEach
    void closeSide() {
        links.forEach(ConsumeLink::close);
        publishing.close();
        side.close();
    }

    @Test
    void deliversInTheOrderOfPublishing() {
        publish("a", "b", "c", "d", "e");

        Consuming consuming = consume(lane(), 10);

        consuming.awaitDelivered("a", "b", "c", "d", "e");
    }

    @Test
    void holdsAMessageAtEveryLevelOfItsDelayAndKeepsAccount() {
        DelayRoute route = side.topology().delayRoute(LaneName.DEFAULT, UNIT.multipliedBy(5), "email.send");
        publish(route.exchange(), route.routingKey(), message("a"));

        Consuming consuming = consume(lane(), 10);

        consuming.awaitDelivered("a");
        String highest = side.topology().delayQueue(LaneName.DEFAULT, 2);
        String lowest = side.topology().delayQueue(LaneName.DEFAULT, 0);
        String below = side.topology().delayExchange(LaneName.DEFAULT, 1);
        assertThat(deaths(consuming.heard.deliveries.get(0).message()))
                .containsExactly(
                        "1 x expired in " + lowest + " from " + below + " by [1.0.1.email.send]",
                        "1 x expired in " + highest + " from " + highest + " by [1.0.1.email.send]");
    }

    @Test
    void keepsBodyAndPropertiesOnTheWayDownTheLadder() {
        DelayRoute route = side.topology().delayRoute(LaneName.DEFAULT, UNIT, "email.send");
        publish(route.exchange(), route.routingKey(), message("a"));

        Consuming consuming = consume(lane(), 10);

        consuming.awaitDelivered("a");
        Message delivered = consuming.heard.deliveries.get(0).message();
        assertThat(delivered.body()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
        assertThat(delivered.properties().type()).isEqualTo("email.send");
        assertThat(delivered.properties().headers().get("run")).hasToString("2");
    }

    @Test
    void putsWhatALostLinkHadInFrontAgainInItsOrder() {
        publish("a", "b", "c", "d");
        Consuming first = consume(lane(), 3);
        first.awaitDelivered("a", "b", "c");

        first.link.close();
        awaitReady(lane(), 4);

        Consuming second = consume(lane(), 10);
        second.awaitDelivered("a again", "b again", "c again", "d");
        assertThat(count(second, 0)).isEqualTo("1");
        assertThat(count(second, 3)).isEqualTo("null");
    }

    @Test
    void putsWhatIsGivenBackInFrontInTheOrderOfGivingBack() {
        publish("a", "b", "c", "d");
        Consuming first = consume(lane(), 3);
        first.awaitDelivered("a", "b", "c");

        first.subscription.cancel();
        first.subscription.giveBack(3);
        first.subscription.giveBack(1);
        first.subscription.giveBack(2);
        awaitReady(lane(), 4);

        consume(lane(), 10).awaitDelivered("c again", "a again", "b again", "d");
    }

    @Test
    void redeliversToTheSameConsumerWhatItGaveBack() {
        publish("a");
        Consuming consuming = consume(lane(), 1);
        consuming.awaitDelivered("a");

        consuming.subscription.giveBack(1);

        consuming.awaitDelivered("a", "a again");
    }

    @Test
    void handsOutNoMoreThanThePrefetchAllows() {
        publish("a", "b", "c", "d");
        Consuming consuming = consume(lane(), 2);
        consuming.awaitDelivered("a", "b");
        awaitReady(lane(), 2);

        consuming.subscription.ack(2);

        consuming.awaitDelivered("a", "b", "c");
        awaitReady(lane(), 1);
    }

    @Test
    void acksAllUpToATag() {
        publish("a", "b", "c", "d");
        Consuming first = consume(lane(), 10);
        first.awaitDelivered("a", "b", "c", "d");

        first.subscription.ackUpTo(3);
        first.link.close();

        consume(lane(), 10).awaitDelivered("d again");
    }

    @Test
    void lastsOutACancelledSubscriptionsDeliveriesUntilTheyAreAcked() {
        publish("a");
        Consuming first = consume(lane(), 10);
        first.awaitDelivered("a");

        first.subscription.cancel();
        publish("b");
        awaitReady(lane(), 1);
        first.subscription.ack(1);
        first.link.close();

        consume(lane(), 10).awaitDelivered("b");
        assertThat(first.heard.delivered()).containsExactly("a");
    }

    @Test
    void returnsWhatNoQueueWouldHaveAndThenConfirmsIt() {
        publish("", "nowhere", message("a"));

        assertThat(confirms.lines).containsExactly("returned a: NO_ROUTE", "confirmed 1");
    }

    @Test
    void takesWhatNoBindingMatchesToTheAlternateExchangeAndReturnsNothing() {
        publish(side.topology().delayExchange(LaneName.DEFAULT, 2), "no.bits", message("a"));

        consume(side.topology().unroutedQueue(), 1).awaitDelivered("a");
        assertThat(confirms.lines).containsExactly("confirmed 1");
    }

    @Test
    void endsALinkThatPublishesToAnExchangeThatIsNotThere() {
        publishing.publish(new Publication("no-such-exchange", "key", message("a")));

        until("the end of the link", () -> confirms.heard("closed: 404 NOT_FOUND"));
    }

    @Test
    void endsAChannelThatAcksTwice() {
        publish("a", "b");
        Consuming consuming = consume(lane(), 10);
        consuming.awaitDelivered("a", "b");

        consuming.subscription.ack(1);
        consuming.subscription.ack(1);

        until("the end of the channel", () -> consuming.heard.heard("cancelled: 406 PRECONDITION_FAILED"));
        consume(lane(), 10).awaitDelivered("b again");
    }

    @Test
    void bringsWhatIsSaidToAllToEveryWorkersOwnQueueAndAnAnswerToOne() {
        Consuming first = listenAs("w1.1");
        Consuming second = listenAs("w2.1");

        publish(side.topology().controlExchange(), "", message("to all"));
        publish("", side.topology().workerQueue("w2.1"), message("to one"));

        first.awaitDelivered("to all");
        second.awaitDelivered("to all", "to one");
    }

    @Test
    void keepsAWorkersQueueToItsLinkAndNoLonger() {
        Consuming listening = listenAs("w1.1");
        ConsumeLink other = openLink();

        assertThatThrownBy(() -> other.declareWorkerQueue(side.topology(), "w1.1"))
                .isInstanceOf(WarrenException.class)
                .hasMessageContaining("RESOURCE_LOCKED");
        assertThat(listening.link.consumers(side.topology().workerQueue("w1.1")))
                .isEqualTo(1);
        publish(side.topology().controlExchange(), "", message("to the first"));
        listening.link.close();

        until("the queue to go", () -> declares(other, "w1.1"));
        Consuming next = consume(other, side.topology().workerQueue("w1.1"), 10);
        publish(side.topology().controlExchange(), "", message("to the next"));
        next.awaitDelivered("to the next");
    }

    private boolean declares(ConsumeLink link, String address) {
        try {
            link.declareWorkerQueue(side.topology(), address);
            return true;
        } catch (WarrenException e) {
            return false;
        }
    }

    @Test
    void countsTheConsumersOfAQueue() {
        Consuming one = consume(lane(), 1);
        assertThat(one.link.consumers(lane())).isEqualTo(1);

        Consuming two = consume(lane(), 1);
        assertThat(two.link.consumers(lane())).isEqualTo(2);
        one.link.close();

        until("one consumer", () -> two.link.consumers(lane()) == 1);
    }

    @Test
    void deadLettersWhatCameBackMoreOftenThanTheDeliveryLimitAllows() {
        publish("a");
        for (int back = 0; back <= DELIVERY_LIMIT; back++) {
            Consuming consuming = consume(lane(), 1);
            consuming.awaitDelivered(back == 0 ? "a" : "a again");
            consuming.link.close();
        }

        Consuming dead = consume(side.topology().deadQueue(LaneName.DEFAULT), 1);
        until("the dead letter", () -> !dead.heard.deliveries.isEmpty());
        assertThat(deaths(dead.heard.deliveries.get(0).message()))
                .containsExactly("1 x delivery_limit in " + lane() + " from " + lane() + " by [any.key]");
    }

    // The script's words.

    final String lane() {
        return side.topology().queue(LaneName.DEFAULT);
    }

    private void publish(String... ids) {
        for (String id : ids) {
            publish(lane(), "any.key", message(id));
        }
    }

    private void publish(String exchange, String key, Message message) {
        long number = publishing.nextNumber();
        publishing.publish(new Publication(exchange, key, message));
        until("the confirm of " + message.properties().messageId(), () -> confirms.hasConfirmed(number));
    }

    private static Message message(String id) {
        return new Message(
                Message.Properties.of("email.send", id, Map.of("run", 2)), "{}".getBytes(StandardCharsets.UTF_8));
    }

    private void until(String what, BooleanSupplier holds) {
        side.until(what, holds);
    }

    private Consuming consume(String queue, int prefetch) {
        return consume(openLink(), queue, prefetch);
    }

    private Consuming consume(ConsumeLink link, String queue, int prefetch) {
        Heard heard = new Heard();
        Subscription subscription = link.subscribe(queue, prefetch, heard);
        subscription.start();
        return new Consuming(heard, link, subscription);
    }

    private ConsumeLink openLink() {
        ConsumeLink link = side.broker().openConsumeLink(cause -> {});
        links.add(link);
        return link;
    }

    private Consuming listenAs(String address) {
        ConsumeLink link = openLink();
        link.declareWorkerQueue(side.topology(), address);
        return consume(link, side.topology().workerQueue(address), 10);
    }

    private void awaitReady(String queue, long ready) {
        ConsumeLink link = openLink();
        until(ready + " ready in " + queue, () -> link.ready(queue) == ready);
    }

    private final class Consuming {
        private final Heard heard;
        private final ConsumeLink link;
        private final Subscription subscription;

        Consuming(Heard heard, ConsumeLink link, Subscription subscription) {
            this.heard = heard;
            this.link = link;
            this.subscription = subscription;
        }

        void awaitDelivered(String... expected) {
            until("deliveries", () -> heard.deliveries.size() >= expected.length);
            assertThat(heard.delivered()).containsExactly(expected);
        }
    }

    private static String count(Consuming consuming, int delivery) {
        Map<String, Object> headers =
                consuming.heard.deliveries.get(delivery).message().properties().headers();
        return String.valueOf(headers.get("x-delivery-count"));
    }

    /** The header {@code x-death} as lines without its times. */
    private static List<String> deaths(Message message) {
        List<String> lines = new ArrayList<>();
        if (message.properties().headers().get("x-death") instanceof List<?> deaths) {
            for (Object death : deaths) {
                if (death instanceof Map<?, ?> of) {
                    lines.add(of.get("count") + " x " + of.get("reason") + " in " + of.get("queue") + " from "
                            + of.get("exchange") + " by " + of.get("routing-keys"));
                }
            }
        }
        return lines;
    }
}
