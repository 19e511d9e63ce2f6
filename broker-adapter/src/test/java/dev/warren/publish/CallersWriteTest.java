package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Broker;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.broker.PublishLink.Numbers;
import dev.warren.publish.ConfirmedSender.LinkCheck;
import dev.warren.retry.Backoff;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Publications that are written by the thread that sends them, because the link has little to do. */
class CallersWriteTest {
    private static final SenderSettings SETTINGS = new SenderSettings(
            1_000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(1)));

    private final MemoryBroker broker = new MemoryBroker();
    private final AtomicInteger woken = new AtomicInteger();
    private long nanos;
    private final SteppedSender stepped =
            new SteppedSender(broker, SETTINGS, () -> nanos, () -> 0.5, Runnable::run, woken::incrementAndGet);

    CallersWriteTest() {
        stepped.letCallersWrite();
    }

    private static Publication publication(String id, int bytes) {
        return new Publication(
                "exchange", "key", new Message(Message.Properties.of("t", id, Map.of()), new byte[bytes]));
    }

    private CompletableFuture<Void> send(String id) {
        return stepped.sender().send(publication(id, 10));
    }

    private List<String> written() {
        return broker.link().written.stream()
                .map(publication -> publication.message().properties().messageId())
                .toList();
    }

    @Test
    void aLonePublicationIsWrittenAtOnceAndNobodyIsWoken() {
        stepped.write();
        CompletableFuture<Void> sent = send("a");
        assertThat(written()).containsExactly("a");
        assertThat(woken).hasValue(0);
        broker.link().says.confirmed(Numbers.single(1));
        assertThat(sent).isCompleted();
    }

    @Test
    void theWriterIsWokenWhileThereIsNoLink() {
        assertThat(send("a")).isNotDone();
        assertThat(woken).hasValue(1);
        stepped.write();
        assertThat(written()).containsExactly("a");
    }

    @Test
    void theWriterIsWokenWhenMuchIsUnderWay() {
        stepped.write();
        IntStream.range(0, 20).forEach(i -> assertThat(send("m" + i)).isNotDone());
        assertThat(written()).hasSize(8);
        assertThat(woken).hasValue(1);
        stepped.write();
        assertThat(written()).hasSize(20);
    }

    @Test
    void whatMayNotFitIntoTheSocketsIsLeftToTheWriter() {
        stepped.write();
        assertThat(stepped.sender().send(publication("large", 5_000))).isNotDone();
        assertThat(written()).isEmpty();
        assertThat(woken).hasValue(1);
    }

    @Test
    void nothingIsWrittenWhileTheBrokerBlocks() {
        stepped.write();
        broker.link().says.blocked("low on memory");
        assertThat(send("a")).isNotDone();
        assertThat(written()).isEmpty();
        assertThat(woken).hasValue(1);
    }

    @Test
    void whatALinkBreaksOverIsWrittenToTheNext() {
        broker.breakNextBy(new BrokerException("the wire is cut", null));
        stepped.write();
        CompletableFuture<Void> sent = send("a");
        assertThat(sent).isNotDone();
        assertThat(woken).hasValue(1);
        nanos += stepped.write().toNanos();
        stepped.write();
        assertThat(written()).containsExactly("a");
        broker.link().says.confirmed(Numbers.single(1));
        assertThat(sent).isCompleted();
    }

    /** Confirms from a thread of its own what it was given, and breaks now and then; notices two writers at once. */
    private static final class Hammered implements Broker {
        private static final int LASTS = 700;

        final List<String> taken = Collections.synchronizedList(new ArrayList<>());
        final AtomicReference<String> complaint = new AtomicReference<>("");
        final ExecutorService confirms = Executors.newSingleThreadExecutor();

        @Override
        public PublishLink openPublishLink(PublishLink.Listener listener) {
            return new Link(listener);
        }

        private final class Link implements PublishLink {
            private final Listener says;
            private final AtomicInteger writers = new AtomicInteger();
            private final BlockingQueue<Long> unconfirmed = new LinkedBlockingQueue<>();
            private long number;

            Link(Listener says) {
                this.says = says;
            }

            @Override
            public long nextNumber() {
                return number + 1;
            }

            @Override
            public void publish(Publication publication) {
                if (writers.incrementAndGet() != 1) {
                    complaint.set("two threads write at once");
                }
                number++;
                if (number > LASTS) {
                    says.closed("worn out");
                    writers.decrementAndGet();
                    throw new BrokerException("worn out", null);
                }
                taken.add(publication.message().properties().messageId());
                unconfirmed.add(number);
                confirms.execute(() -> {
                    List<Long> some = new ArrayList<>();
                    unconfirmed.drainTo(some);
                    some.forEach(each -> says.confirmed(Numbers.single(each)));
                });
                writers.decrementAndGet();
            }

            @Override
            public void requireQueue(String queue) {}

            @Override
            public void close() {}
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
            return "hammered";
        }
    }

    @Test
    void manyThreadsAndBreakingLinksLoseNothing() throws Exception {
        Hammered hammered = new Hammered();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        SenderSettings quick = new SenderSettings(
                1_000,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Backoff.exponential(Duration.ofMillis(1), 1, Duration.ofMillis(1)));
        int each = 3_000;
        try (ConfirmedSender sender = new ConfirmedSender(
                hammered, quick, LinkCheck.NONE, new PublishMetrics(new SimpleMeterRegistry(), "hammered"))) {
            List<CompletableFuture<Void>> rounds = IntStream.range(0, 4)
                    .mapToObj(caller -> CompletableFuture.runAsync(
                            () -> IntStream.range(0, each).forEach(i -> {
                                CompletableFuture<Void> sent = sender.send(publication(caller + "-" + i, 10));
                                if (i % 3 != 0) { // alone, and in small crowds
                                    sent.orTimeout(60, TimeUnit.SECONDS).join();
                                }
                            }),
                            callers))
                    .toList();
            rounds.forEach(CompletableFuture::join);
        }
        callers.shutdown();
        hammered.confirms.shutdown();
        assertThat(hammered.complaint).hasValue("");
        assertThat(hammered.taken.stream().distinct()).hasSize(4 * each);
    }
}
