package dev.warren.chaos.faults;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.chaos.load.Plan;
import dev.warren.chaos.servers.Server;
import dev.warren.chaos.servers.ServerException;
import dev.warren.deadletter.Removal;
import dev.warren.deadletter.UnroutedDesk;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Somebody deletes what the lane needs, under load. What goes astray meanwhile is kept among the unrouted; the healing is what an operator
 * would do: declare the topology, and send the unrouted messages home.
 */
enum TopologyFault implements Fault {
    /** The work queue's binding: all new jobs and retries go to the unrouted, and are confirmed. */
    BINDING_DELETED("binding-deleted", Duration.ofSeconds(2)) {
        @Override
        void strike(Arena arena) throws Exception {
            onChannel(arena, BINDING_DELETED::unbind);
        }
    },
    /** The lane's exchange, and with it the binding: nothing can be published to it. */
    EXCHANGE_DELETED("exchange-deleted", Duration.ofSeconds(2)) {
        @Override
        void strike(Arena arena) throws Exception {
            onChannel(arena, channel -> channel.exchangeDelete(TOPOLOGY.exchange(LaneName.DEFAULT)));
        }
    },
    /** The work queue, as soon as it is empty, for what lies in a queue goes with it. The workers make it anew by themselves. */
    QUEUE_DELETED("queue-deleted", Duration.ZERO) {
        @Override
        void strike(Arena arena) throws Exception {
            onChannel(arena, channel -> {
                unbind(channel);
                awaitEmpty(arena);
                channel.queueDelete(TOPOLOGY.queue(LaneName.DEFAULT));
            });
        }

        @Override
        void heal(Arena arena) throws Exception {
            awaitQueue(arena);
            super.heal(arena);
        }
    };

    private static final Topology TOPOLOGY = Plan.topology();
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 50;

    private final String word;
    private final Duration lasts;

    private interface Work {
        void on(Channel channel) throws Exception;
    }

    TopologyFault(String word, Duration lasts) {
        this.word = word;
        this.lasts = lasts;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public Track track() {
        return Track.BROKER;
    }

    @Override
    public Recovery recovery() {
        return Recovery.OF_ALL;
    }

    @Override
    public Duration lasts(Arena arena) {
        return lasts;
    }

    /**
     * What a ladder's queue could not hand on, for want of the lane's exchange, it tries again after this time; by default after three
     * minutes, which is longer than a run may take to drain.
     */
    @Override
    public void prepare(Server broker) {
        broker.ctl("eval", "application:set_env(rabbit, dead_letter_worker_publisher_confirm_timeout, 5000).");
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        return new Steps("broker", () -> strike(arena), () -> heal(arena));
    }

    abstract void strike(Arena arena) throws Exception;

    void heal(Arena arena) throws Exception {
        RabbitBroker broker = RabbitBroker.at(arena.broker().address());
        broker.declare(TOPOLOGY);
        new UnroutedDesk(broker, TOPOLOGY, WITHIN).sendHome(message -> true, Removal.standard());
    }

    void unbind(Channel channel) throws IOException {
        channel.queueUnbind(TOPOLOGY.queue(LaneName.DEFAULT), TOPOLOGY.exchange(LaneName.DEFAULT), "#");
    }

    void onChannel(Arena arena, Work work) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(arena.broker().address());
        try (Connection connection = factory.newConnection("chaos");
                Channel channel = connection.createChannel()) {
            work.on(channel);
        }
    }

    /** Until nothing is out for delivery either. */
    void awaitEmpty(Arena arena) throws InterruptedException {
        String empty = TOPOLOGY.queue(LaneName.DEFAULT) + "\t0";
        long end = System.nanoTime() + WITHIN.toNanos();
        while (arena.broker()
                .ctl("list_queues", "-q", "--no-table-headers", "name", "messages")
                .lines()
                .noneMatch(empty::equals)) {
            if (System.nanoTime() > end) {
                throw new ServerException("the lane's queue was not empty " + WITHIN + " after its last message", 1);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    void awaitQueue(Arena arena) throws Exception {
        long end = System.nanoTime() + WITHIN.toNanos();
        while (!isThere(arena)) {
            if (System.nanoTime() > end) {
                throw new ServerException("no worker has made the lane's queue anew within " + WITHIN, 1);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private boolean isThere(Arena arena) throws Exception {
        try {
            onChannel(arena, channel -> channel.queueDeclarePassive(TOPOLOGY.queue(LaneName.DEFAULT)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
