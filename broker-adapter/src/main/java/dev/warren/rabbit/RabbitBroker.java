package dev.warren.rabbit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.warren.broker.BrokerException;
import dev.warren.broker.BrowsableBroker;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Greeting;
import dev.warren.broker.PublishLink;
import dev.warren.broker.QueueLook;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import dev.warren.topology.declare.LackingRight;
import dev.warren.topology.declare.RightsProbe;
import dev.warren.topology.declare.TopologyDeclarer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ, from 3.10 on. Immutable and safe for use by several threads; each link is a connection of its own.
 *
 * <p>Defaults: heartbeat 10 s, 5 s to connect, 10 s for an answer to a request. The client's automatic recovery is off: it drops acks in
 * silence after a reconnect, does not resend what was not confirmed and does not retry the first connect.
 */
public final class RabbitBroker implements BrowsableBroker {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final URI uri;
    private final Duration heartbeat;
    private final Duration rpcTimeout;
    private final @Nullable SSLContext tls;

    private RabbitBroker(URI uri, Duration heartbeat, Duration rpcTimeout, @Nullable SSLContext tls) {
        this.uri = uri;
        this.heartbeat = heartbeat;
        this.rpcTimeout = rpcTimeout;
        this.tls = tls;
    }

    /**
     * The broker at an address such as {@code amqp://user:password@host:5672/vhost}, or {@code amqps://…} for TLS with the JVM's
     * trust store and hostname verification.
     *
     * @throws IllegalArgumentException for an address of another form; the message does not repeat it, as it may hold a password
     */
    public static RabbitBroker at(String address) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            // Without the cause: its message repeats the whole address.
            throw new IllegalArgumentException("the RabbitMQ address is not a URI (at index " + e.getIndex()
                    + "); it must look like amqp://user:password@host:5672/vhost");
        }
        if (!("amqp".equals(uri.getScheme()) || "amqps".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "the RabbitMQ address has no scheme amqp or amqps, or no host; it must look like"
                            + " amqp://user:password@host:5672/vhost (encode special characters in the password as %XX)");
        }
        requireUsable(uri);
        return new RabbitBroker(uri, Duration.ofSeconds(10), Duration.ofSeconds(10), null);
    }

    /** What the client would refuse at the first connect, in words that may repeat the password, is refused here. */
    private static void requireUsable(URI uri) {
        String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        if (login.indexOf(':') != login.lastIndexOf(':')) {
            throw new IllegalArgumentException(
                    "the RabbitMQ address has more than one colon before the @; encode those of the password as %3A");
        }
        if (uri.getRawPath() != null && uri.getRawPath().indexOf('/', 1) > 0) {
            throw new IllegalArgumentException(
                    "the RabbitMQ address has more than one / behind the host; encode those of the vhost as %2F");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the RabbitMQ address has a part after the vhost (? or #); use withHeartbeat,"
                            + " withRequestTimeout and withTls for settings, and encode a # or ? of the password");
        }
    }

    /** A copy that notices a dead peer after about twice this time; 1 s to 60 s. */
    public RabbitBroker withHeartbeat(Duration interval) {
        if (interval.toSeconds() < 1 || interval.toSeconds() > 60) {
            throw new IllegalArgumentException("heartbeat is " + interval + "; it must be from 1 s to 60 s");
        }
        return new RabbitBroker(uri, interval, rpcTimeout, tls);
    }

    /** A copy that waits this long for an answer of the broker to one request; 100 ms to 10 min. */
    public RabbitBroker withRequestTimeout(Duration timeout) {
        if (timeout.toMillis() < 100 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("request timeout is " + timeout + "; it must be from 100 ms to 10 min");
        }
        return new RabbitBroker(uri, heartbeat, timeout, tls);
    }

    /** A copy that uses this context for {@code amqps} addresses; hostnames are verified all the same. */
    public RabbitBroker withTls(SSLContext context) {
        return new RabbitBroker(uri, heartbeat, rpcTimeout, context);
    }

    @Override
    public String address() {
        int port = uri.getPort() >= 0 ? uri.getPort() : isTls() ? 5671 : 5672;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + ":" + port + path;
    }

    @Override
    public String toString() {
        return "RabbitBroker[" + address() + "]";
    }

    @Override
    public void declare(Topology topology) {
        Connection connection = connect("warren topology");
        try {
            TopologyDeclarer.declare(connection, topology);
        } finally {
            Links.closeQuietly(connection);
        }
    }

    @Override
    public void verify(Topology topology) {
        Connection connection = connect("warren topology");
        try {
            TopologyDeclarer.verify(connection, topology);
        } finally {
            Links.closeQuietly(connection);
        }
    }

    /** Connects, and tells what the broker says of itself. Throws {@link BrokerException} when it can't be reached or refuses the login. */
    public Greeting greet() {
        AtomicReference<Socket> socket = new AtomicReference<>(new Socket());
        ConnectionFactory factory = factory();
        factory.setSocketConfigurator(factory.getSocketConfigurator().andThen(socket::set));
        Connection connection = connect(factory, "warren greeting");
        try {
            return Handshake.of(connection, socket.get());
        } catch (IOException | TimeoutException e) {
            throw new BrokerException(address() + " did not answer: " + Links.describe(e), e);
        } finally {
            Links.closeQuietly(connection);
        }
    }

    /**
     * What the login lacks to act in a role, by trying: see {@link RightsProbe}. No message moves. Throws {@link BrokerException} when the
     * broker can't be reached.
     */
    public List<LackingRight> lackingRights(Topology topology, Role role) {
        Connection connection = connect("warren rights");
        try {
            return RightsProbe.lacking(connection, topology, role);
        } finally {
            Links.closeQuietly(connection);
        }
    }

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        AtomicReference<Socket> socket = new AtomicReference<>(new Socket());
        ConnectionFactory factory = factory();
        factory.setSocketConfigurator(factory.getSocketConfigurator().andThen(socket::set));
        Connection connection = connect(factory, "warren publish");
        return RabbitPublishLink.open(connection, socket.get(), heartbeat.multipliedBy(2), listener);
    }

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
        ConnectionFactory factory = factory();
        factory.setSharedExecutor(new CallingThread());
        return RabbitConsumeLink.open(connect(factory, "warren consume"), listener);
    }

    @Override
    public QueueLook openLook(String queue) {
        return RabbitQueueLook.open(connect("warren desk"), queue);
    }

    private Connection connect(String name) {
        return connect(factory(), name);
    }

    private Connection connect(ConnectionFactory factory, String name) {
        try {
            return factory.newConnection(name);
        } catch (IOException | TimeoutException e) {
            throw new BrokerException("can't connect to " + address() + ": " + Links.describe(e), e);
        }
    }

    private ConnectionFactory factory() {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(uri);
            if (isTls()) {
                factory.useSslProtocol(tls != null ? tls : SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (GeneralSecurityException e) {
            throw new BrokerException("can't prepare the connection to " + address(), null);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat((int) heartbeat.toSeconds());
        factory.setConnectionTimeout((int) CONNECT_TIMEOUT.toMillis());
        factory.setHandshakeTimeout((int) CONNECT_TIMEOUT.toMillis());
        factory.setShutdownTimeout((int) rpcTimeout.toMillis());
        factory.setChannelRpcTimeout((int) rpcTimeout.toMillis());
        factory.setThreadFactory(Links::daemonThread);
        return factory;
    }

    private boolean isTls() {
        return "amqps".equals(uri.getScheme());
    }
}
