package dev.warren.benchmarks.footprint;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.benchmarks.work.Jobs;
import dev.warren.benchmarks.work.NoOpJob;
import dev.warren.benchmarks.work.Program;
import dev.warren.benchmarks.work.StoreKind;
import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.QueueType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Consumes one message, and says when. */
public final class StartProgram {
    /** Instead of a store: the client library alone. */
    static final String BARE = "bare";

    private final Jobs jobs;
    private final CountDownLatch done = new CountDownLatch(1);

    private StartProgram(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Arguments: the broker's address, the queues' type, and a store for {@link StoreKind#open} or {@value #BARE}. */
    public static void main(String[] args) throws Exception {
        StartProgram program = new StartProgram(new Jobs(args[0], QueueType.valueOf(args[1]), List.of(LaneName.BULK)));
        if (args[2].equals(BARE)) {
            program.consume();
        } else {
            program.work(args[2]);
        }
    }

    private void consume() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(jobs.uri());
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            channel.basicConsume(
                    jobs.queue(),
                    false,
                    (tag, delivery) -> {
                        arrived();
                        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                        done.countDown();
                    },
                    tag -> {});
            done.await();
        }
    }

    private void work(String storeText) throws InterruptedException {
        try (IdempotencyStore store = StoreKind.open(storeText);
                Worker worker = Worker.builder(RabbitBroker.at(jobs.uri()))
                        .topology(jobs.topology())
                        .lanes(LaneName.BULK)
                        .store(store)
                        .run(NoOpJob.TYPE, job -> {
                            arrived();
                            done.countDown();
                        })
                        .start()) {
            done.await();
            worker.close(Duration.ofSeconds(5));
        }
    }

    private static void arrived() {
        Program.print("sinceEpochMillis", System.currentTimeMillis());
    }
}
