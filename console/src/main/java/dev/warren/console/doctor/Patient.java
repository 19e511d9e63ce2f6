package dev.warren.console.doctor;

import dev.warren.WarrenException;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Greeting;
import dev.warren.console.config.Settings;
import dev.warren.console.connect.Connections;
import dev.warren.console.connect.StoreFile;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.QueueSpec;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import dev.warren.topology.check.ManagementApi;
import dev.warren.topology.check.ManagementReports;
import dev.warren.topology.check.NodeReport;
import dev.warren.topology.check.QueueReport;
import dev.warren.topology.check.ServerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** What is examined: broker, management API and store, each asked no more than once for the same. */
final class Patient implements AutoCloseable {
    private final Connections connections;
    private final Topology topology;
    private final Optional<Role> role;
    private final Once<ManagementApi> management;
    private final AtomicBoolean reached = new AtomicBoolean();
    private final Once<Greeting> greeting = reaching(() -> broker().greet());
    private final Once<ServerReport> server =
            reaching(() -> management().reports().server());
    private final Once<List<NodeReport>> nodes = new Once<>(() -> reports().nodes());
    private final Once<List<QueueReport>> queues = new Once<>(this::findQueues);
    private final Once<IdempotencyStore> store = reaching(() -> connections().existingStore());
    private final AtomicBoolean storeOpened = new AtomicBoolean();

    Patient(Connections connections, Optional<Role> role) {
        this.connections = connections;
        this.topology = connections.topology();
        this.role = role;
        this.management = new Once<>(connections::management);
    }

    private <T> Once<T> reaching(Supplier<T> question) {
        return new Once<>(() -> {
            T answer = question.get();
            reached.set(true);
            return answer;
        });
    }

    /** Whether anything has answered. */
    boolean isReached() {
        return reached.get();
    }

    Settings settings() {
        return connections.settings();
    }

    Topology topology() {
        return topology;
    }

    /** In which role the login is to work, when the user says so. */
    Optional<Role> role() {
        return role;
    }

    private Connections connections() {
        return connections;
    }

    RabbitBroker broker() {
        return connections.broker();
    }

    ManagementApi management() {
        return management.get();
    }

    Greeting greeting() {
        return greeting.get();
    }

    /** The broker, which answers. Throws {@link NotMade} when it does not. */
    RabbitBroker livingBroker() {
        try {
            greeting.get();
        } catch (WarrenException e) {
            throw new NotMade("the broker can't be asked");
        }
        return broker();
    }

    ServerReport server() {
        return server.get();
    }

    boolean hasManagement() {
        try {
            server.get();
            return true;
        } catch (WarrenException e) {
            return false;
        }
    }

    /** What the management API says. Throws {@link NotMade} when it does not answer at all. */
    ManagementReports reports() {
        if (!hasManagement()) {
            throw new NotMade("the management API can't be asked");
        }
        return management().reports();
    }

    List<NodeReport> nodes() {
        return nodes.get();
    }

    /** The topology's queues that are there; without a management API only how full they are. */
    List<QueueReport> queues() {
        return queues.get();
    }

    private List<QueueReport> findQueues() {
        return hasManagement() ? reports().queues(topology) : queuesByAmqp();
    }

    private List<QueueReport> queuesByAmqp() {
        List<QueueReport> found = new ArrayList<>();
        for (QueueSpec queue : interesting()) {
            // A missing queue ends the link, so each has its own.
            try (ConsumeLink link = livingBroker().openConsumeLink(cause -> {})) {
                found.add(new QueueReport(
                        queue.name(),
                        link.ready(queue.name()),
                        0,
                        link.consumers(queue.name()),
                        Optional.empty(),
                        List.of(),
                        List.of()));
            } catch (BrokerException e) {
                // The check of the topology says what is missing.
            }
        }
        return List.copyOf(found);
    }

    /** All but the delay ladders, which are many. */
    private List<QueueSpec> interesting() {
        return topology.queues().stream()
                .filter(queue -> !queue.name().contains(".delay."))
                .toList();
    }

    Optional<QueueReport> queue(String name) {
        return queues().stream().filter(queue -> queue.name().equals(name)).findFirst();
    }

    Optional<StoreFile> storeFile() {
        return connections.storeFile();
    }

    IdempotencyStore store() {
        IdempotencyStore opened = store.get();
        storeOpened.set(true);
        return opened;
    }

    @Override
    public void close() {
        if (storeOpened.get()) {
            store.get().close();
        }
    }
}
