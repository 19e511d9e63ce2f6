package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.Broker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnwritableTest {
    @Test
    void onePublicationThatCannotBeWrittenHarmsNoOther() throws Exception {
        try (ConfirmedSender sender = new ConfirmedSender(
                new Choosy(),
                SenderSettings.STANDARD,
                ConfirmedSender.LinkCheck.NONE,
                new PublishMetrics(new SimpleMeterRegistry(), "publisher"))) {
            CompletableFuture<Void> before = sender.send(publication("a"));
            CompletableFuture<Void> unwritable = sender.send(publication(Choosy.UNWRITABLE));
            CompletableFuture<Void> after = sender.send(publication("b"));
            before.get(10, TimeUnit.SECONDS);
            after.get(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> unwritable.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(PublishFailed.NotSent.class)
                    .hasMessageContainingAll("message unwritable", "invalid value in table");
            assertThat(sender.send(publication("c"))).succeedsWithin(java.time.Duration.ofSeconds(10));
        }
    }

    private static Publication publication(String id) {
        return new Publication("e", "k", new Message(Message.Properties.of("t", id, Map.of()), new byte[0]));
    }

    /** Confirms whatever it is given, save one message, which it refuses as amqp-client does: with an exception of its own. */
    private static final class Choosy implements Broker {
        static final String UNWRITABLE = "unwritable";

        @Override
        public PublishLink openPublishLink(PublishLink.Listener listener) {
            return new PublishLink() {
                private long next = 1;

                @Override
                public long nextNumber() {
                    return next;
                }

                @Override
                public void publish(Publication publication) {
                    long number = next++;
                    if (UNWRITABLE.equals(publication.message().properties().messageId())) {
                        throw new IllegalArgumentException("invalid value in table: java.util.UUID");
                    }
                    listener.confirmed(Numbers.single(number));
                }

                @Override
                public void requireQueue(String queue) {}

                @Override
                public void close() {}
            };
        }

        @Override
        public void declare(Topology topology) {}

        @Override
        public void verify(Topology topology) {}

        @Override
        public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
            throw new UnsupportedOperationException("nothing is consumed here");
        }

        @Override
        public String address() {
            return "memory";
        }
    }
}
