package dev.warren.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.broker.Greeting;
import dev.warren.broker.Greeting.Encryption;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Reads what a broker says of itself on a new connection. */
final class Handshake {
    private Handshake() {}

    static Greeting of(Connection connection, Socket socket) throws IOException, TimeoutException {
        return new Greeting(
                property(connection, "product"),
                property(connection, "version"),
                property(connection, "cluster_name"),
                Duration.ofSeconds(connection.getHeartbeat()),
                roundTrip(connection),
                socket instanceof SSLSocket secure ? Optional.of(encryption(secure.getSession())) : Optional.empty());
    }

    private static String property(Connection connection, String name) {
        Object value = connection.getServerProperties().get(name);
        return value == null ? "" : value.toString();
    }

    private static Duration roundTrip(Connection connection) throws IOException, TimeoutException {
        try (Channel channel = Links.newChannel(connection)) {
            long asked = System.nanoTime();
            channel.basicQos(1);
            return Duration.ofNanos(System.nanoTime() - asked);
        }
    }

    private static Encryption encryption(SSLSession session) {
        return new Encryption(session.getProtocol(), session.getCipherSuite(), certificateEnds(session));
    }

    private static Optional<Instant> certificateEnds(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own
                    ? Optional.of(own.getNotAfter().toInstant())
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
