package dev.warren.deadletter;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.header;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.testbed.Bed;
import dev.warren.testsupport.TestBroker;
import dev.warren.topology.LaneName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator does to messages that no queue would have, on a real broker. */
class UnroutedDeskIT {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Bed bed = Bed.make();
    private final UnroutedDesk desk = new UnroutedDesk(
            RabbitBroker.at(TestBroker.shared().uri().toString()), bed.topology(), Duration.ofSeconds(2));

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private void loseTheQueues() {
        bed.onBroker(channel -> {
            channel.queueDelete(bed.lane());
            channel.queueDelete(bed.dead());
        });
    }

    private void awaitReady(String queue, long count) {
        await().atMost(SOON).until(() -> bed.ready(queue) == count);
    }

    @Test
    void sendsMessagesToTheirHomesOnceTheseAreThere() {
        loseTheQueues();
        bed.publish(bed.lane(), "note", properties("note", "job").build(), BODY);
        bed.publish(
                bed.topology().deadExchange(),
                "default",
                properties("note", "dead")
                        .headers(Map.of("dead-reason", "poison"))
                        .build(),
                BODY);
        bed.publish(
                "", bed.topology().unroutedQueue(), properties("note", "moved").build(), BODY);
        awaitReady(bed.topology().unroutedQueue(), 3);
        List<UnroutedMessage> shown = new ArrayList<>();
        desk.browse(message -> true, Page.first(10), shown::add);
        assertThat(shown)
                .extracting(UnroutedMessage::exchange)
                .containsExactly(bed.lane(), bed.topology().deadExchange(), "");
        assertThatThrownBy(() -> desk.sendHome(message -> true, Removal.standard()))
                .isInstanceOf(DeskException.class)
                .hasMessageContaining("is not there");
        bed.declareAgain();
        awaitReady(bed.topology().unroutedQueue(), 3);
        assertThat(desk.sendHome(message -> true, Removal.standard())).isEqualTo(new Tally(3, 3, 3, 2, 0, 0));
        assertThat(bed.take(bed.lane()).orElseThrow().getProps().getMessageId()).isEqualTo("job");
        GetResponse dead = bed.awaitDead();
        assertThat(dead.getProps().getMessageId()).isEqualTo("dead");
        assertThat(header(dead, "dead-reason")).hasValue("poison");
        awaitReady(bed.topology().unroutedQueue(), 1);
    }

    @Test
    void sendsMessagesToALaneThatIsNamed() {
        bed.publish("", bed.topology().unroutedQueue(), properties("note", "a").build(), BODY);
        bed.publish("", bed.topology().unroutedQueue(), properties("note", "b").build(), BODY);
        Tally tally = desk.sendTo(
                LaneName.DEFAULT, message -> message.id().filter("b"::equals).isPresent(), Removal.standard());
        assertThat(tally).isEqualTo(new Tally(2, 2, 1, 1, 0, 0));
        assertThat(bed.take(bed.lane()).orElseThrow().getProps().getMessageId()).isEqualTo("b");
        awaitReady(bed.topology().unroutedQueue(), 1);
    }
}
