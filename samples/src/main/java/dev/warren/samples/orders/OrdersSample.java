package dev.warren.samples.orders;

import dev.warren.consume.Worker;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.samples.SampleRun;
import dev.warren.samples.orders.Shop.Order;
import dev.warren.stores.outbox.Outbox;
import dev.warren.stores.outbox.OutboxDatabase;
import dev.warren.stores.outbox.OutboxPublisher;
import dev.warren.stores.outbox.OutboxRelay;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.topology.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A shop that takes orders before there is a worker, or a connection to the broker; then reserves and ships them. Nothing is sold twice and
 * nothing forgotten, whoever is killed: an order and its job are one transaction, and so are a job's writes, the next job and the note that it is
 * done. One SQLite file holds all of it.
 */
public final class OrdersSample {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private OrdersSample() {}

    /** Runs this sample alone: 25 orders for 40 pieces. */
    public static void main(String[] args) throws Exception {
        RabbitBroker broker = RabbitBroker.at(SampleRun.brokerAddress());
        Topology topology = SampleRun.topology("samples");
        Path file = Files.createTempDirectory("warren-orders").resolve("shop.db");
        try (SqliteStore store = SqliteStore.open(file)) { // before the shop makes its tables: the file is the store's
            DataSource source = OutboxPublisher.sqlite(file);
            Outbox outbox =
                    Outbox.builder(OutboxDatabase.SQLITE).topology(topology).build();
            Shop shop = new Shop(source, outbox);
            shop.open(Map.of("anvil", 40));
            for (int i = 0; i < 25; i++) {
                shop.place(new Order("order-" + i, "customer-" + i % 5, "anvil", 2));
            }
            System.out.println("taken: " + shop.statuses() + ", and nobody has told the broker yet");
            try (Worker worker = Worker.builder(broker)
                            .topology(topology)
                            .store(store)
                            .transact(Shop.RESERVE, shop::reserve)
                            .transact(Shop.SHIP, shop::ship)
                            .start();
                    OutboxRelay relay =
                            OutboxRelay.builder(broker, outbox, source).start()) {
                worker.awaitConsuming(PATIENCE);
                awaitTheLast(shop);
                System.out.println("connected: " + relay.isConnected() + ", orders: " + shop.statuses()
                        + ", anvils left: " + shop.pieces("anvil"));
            }
        }
    }

    private static void awaitTheLast(Shop shop) throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!List.of("shipped", "sold out").containsAll(shop.statuses().keySet())) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not all orders have ended after " + PATIENCE + ": " + shop.statuses());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
