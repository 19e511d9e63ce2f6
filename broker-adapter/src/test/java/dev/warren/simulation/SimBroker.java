package dev.warren.simulation;

import dev.warren.broker.Broker;
import dev.warren.broker.Message;
import dev.warren.topology.BindingSpec;
import dev.warren.topology.ExchangeSpec;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ as Warren depends on it, in virtual time: all that takes time in reality goes over the agenda, in order per channel. Programs
 * reach it by {@link #as}, so that faults can tell them apart.
 */
final class SimBroker {
    private final World world;
    private final Routes routes = new Routes();
    private final DeadLettering deadLettering;
    private final Map<String, SimQueue> queues = new LinkedHashMap<>();
    private final Set<Topology> declared = new LinkedHashSet<>();
    private final Map<String, SimClient> clients = new LinkedHashMap<>();
    private final List<SimLink> links = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private SimQueue.DeliveryCount nackCounts = SimQueue.DeliveryCount.COUNTED;
    private @Nullable String blockedBy;
    private int linkNumbers;

    SimBroker(World world) {
        this.world = world;
        deadLettering = new DeadLettering(world, this);
    }

    World world() {
        return world;
    }

    /** The broker as a program sees it; the name says which program. */
    Broker as(String client) {
        return client(client);
    }

    SimClient client(String name) {
        return clients.computeIfAbsent(name, newName -> new SimClient(this, newName));
    }

    /** Before RabbitMQ 4.3 a delivery that is given back counts towards the limit, which is the default here; since then it does not. */
    void nackCounts(SimQueue.DeliveryCount count) {
        nackCounts = count;
    }

    SimQueue.DeliveryCount nackCounts() {
        return nackCounts;
    }

    void declare(Topology topology) {
        if (!declared.add(topology)) {
            return;
        }
        for (ExchangeSpec exchange : topology.exchanges()) {
            routes.add(exchange);
        }
        for (QueueSpec queue : topology.queues()) {
            declare(queue);
        }
        for (BindingSpec binding : topology.bindings()) {
            routes.add(binding);
        }
    }

    void declare(QueueSpec queue) {
        queues.computeIfAbsent(queue.name(), name -> new SimQueue(world, deadLettering, queue));
    }

    /** Makes a queue with arguments of its own. */
    void declareQueue(String name, Map<String, Object> arguments) {
        declare(new QueueSpec(name, QueueSpec.Lifetime.DURABLE, arguments));
    }

    /** Deletes a queue with what is in it, and its bindings. */
    void delete(String queue) {
        queues.remove(queue);
        routes.removeBindingsTo(queue);
    }

    Routes routes() {
        return routes;
    }

    /** The queues a message comes to that are there. */
    List<String> targets(String exchange, String key) {
        List<String> found = routes.queues(exchange, key);
        for (String queue : found) {
            if (!queues.containsKey(queue)) {
                return List.of();
            }
        }
        return found;
    }

    boolean hasQueue(String name) {
        return queues.containsKey(name);
    }

    SimQueue queue(String name) {
        SimQueue queue = queues.get(name);
        if (queue == null) {
            throw new IllegalStateException("no queue '" + name + "'");
        }
        return queue;
    }

    Map<String, SimQueue> queues() {
        return queues;
    }

    boolean isPaused(String client) {
        return client(client).isPaused();
    }

    boolean refusesNextOf(String client) {
        return client(client).refusesNext();
    }

    Optional<String> blockedBy() {
        return Optional.ofNullable(blockedBy);
    }

    void blockedBy(@Nullable String reason) {
        blockedBy = reason;
    }

    <L extends SimLink> L opened(L link) {
        links.add(link);
        world.history().note("open", link);
        return link;
    }

    String nextLinkName(String client, String kind) {
        return client + "/" + kind + "-" + ++linkNumbers;
    }

    void forget(SimLink link) {
        links.remove(link);
    }

    /** The links of which one side at least does not know that they are gone, oldest first. */
    List<SimLink> links() {
        return List.copyOf(links);
    }

    /** Notes that a client broke the protocol. */
    void violated(String words) {
        world.history().note("VIOLATION:", words);
        violations.add(words);
    }

    /** What clients did that RabbitMQ answers with a channel's end. A run must end with none. */
    List<String> violations() {
        return violations;
    }

    /** Notes that the broker itself let a message go. */
    void lost(String words, Message message) {
        world.history().note("LOST:", words, message.properties().messageId());
        losses.add(words + ": " + message.properties().messageId());
    }

    /** Messages the broker dropped by its own rules. A run must end with none. */
    List<String> losses() {
        return losses;
    }

    SimFaults faults() {
        return new SimFaults(this, deadLettering);
    }

    Inspection inspect() {
        return new Inspection(this);
    }
}
