package dev.warren.testsupport;

import java.net.URI;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/**
 * The RabbitMQ that broker tests run on: the one named by {@code RABBITMQ_URI} (and {@code RABBITMQ_MANAGEMENT_URI}), else a container
 * when a Docker engine answers. Without either the test fails and says what to do; no broker test is ever skipped.
 *
 * @param uri the AMQP address, with user and password
 * @param managementUri the management API's address, with user and password
 */
public record TestBroker(URI uri, URI managementUri) {
    private static final String IMAGE = "rabbitmq:4-management";
    private static final String PLUGINS = "[rabbitmq_management,rabbitmq_shovel,rabbitmq_shovel_management].";

    /** The broker shared by all tests of this JVM; started at the first call. Tests keep apart by namespaces of their own. */
    public static TestBroker shared() {
        return Shared.BROKER;
    }

    private static final class Shared {
        static final TestBroker BROKER = find();
    }

    private static TestBroker find() {
        String uri = System.getenv("RABBITMQ_URI");
        if (uri != null && !uri.isBlank()) {
            return new TestBroker(URI.create(uri), URI.create(managementOf(uri)));
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return inDocker();
        }
        throw new IllegalStateException("Broker tests need a RabbitMQ and found none: set RABBITMQ_URI (and"
                + " RABBITMQ_MANAGEMENT_URI), or start a Docker engine, or run dev/verify, which starts one.");
    }

    private static String managementOf(String amqpUri) {
        String given = System.getenv("RABBITMQ_MANAGEMENT_URI");
        if (given != null && !given.isBlank()) {
            return given;
        }
        URI amqp = URI.create(amqpUri);
        String user = amqp.getUserInfo() == null ? "guest:guest" : amqp.getUserInfo();
        return "http://" + user + "@" + amqp.getHost() + ":15672";
    }

    @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends
    private static TestBroker inDocker() {
        RabbitMQContainer container = new RabbitMQContainer(IMAGE);
        container.withCopyToContainer(Transferable.of(PLUGINS), "/etc/rabbitmq/enabled_plugins");
        container.start();
        String login = container.getAdminUsername() + ":" + container.getAdminPassword();
        return new TestBroker(
                URI.create("amqp://" + login + "@" + container.getHost() + ":" + container.getAmqpPort()),
                URI.create("http://" + login + "@" + container.getHost() + ":" + container.getHttpPort()));
    }
}
