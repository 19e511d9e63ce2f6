package dev.warren.console.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.warren.WarrenException;
import dev.warren.broker.BrokerException;
import dev.warren.console.config.Loading;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate names localhost, and not 127.0.0.1, and which no authority of the JVM has signed. */
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    private final AtomicInteger asked = new AtomicInteger();
    private HttpsServer server;

    @BeforeEach
    void serve() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-ext", "SAN=dns:localhost");
        keytool("-exportcert", "-rfc", "-file", "ca.pem");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = "{\"items\":[],\"page\":1,\"page_count\":1}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "a", "-keystore", "keys.p12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private SSLContext context() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private Connections connections(String host, String... more) {
        Map<String, String> flags = new HashMap<>();
        flags.put("uri", "amqps://me:own@" + host + ":" + server.getAddress().getPort());
        flags.put(
                "management-uri",
                "https://me:own@" + host + ":" + server.getAddress().getPort());
        flags.put("timeout", "2s");
        for (int i = 0; i < more.length; i += 2) {
            flags.put(more[i], more[i + 1]);
        }
        return new Connections(Loading.load(flags, Optional.empty(), Map.of(), directory), directory);
    }

    private static void askManagement(Connections connections) {
        connections.management().queueDepths(connections.topology());
    }

    @Test
    void whomTheFileNamesIsTrusted() {
        Connections trusting = connections("localhost", "tls-ca", "ca.pem");
        askManagement(trusting);
        assertThat(asked).hasPositiveValue();
        // The server is no broker; that it is not believed to be one is said after the handshake.
        assertThatThrownBy(() -> trusting.broker().declare(trusting.topology()))
                .isInstanceOf(BrokerException.class)
                .hasMessageNotContaining("certif")
                .hasMessageNotContaining("PKIX");
    }

    @Test
    void anotherHostThanTheCertificateNamesIsRefused() {
        Connections elsewhere = connections("127.0.0.1", "tls-ca", "ca.pem");
        assertThatThrownBy(() -> elsewhere.broker().declare(elsewhere.topology()))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("127.0.0.1 found");
        assertThatThrownBy(() -> askManagement(elsewhere)).isInstanceOf(WarrenException.class);
        assertThat(asked).hasValue(0);
    }

    @Test
    void whoIsSignedByNobodyKnownIsRefused() {
        Connections untrusting = connections("localhost");
        assertThatThrownBy(() -> untrusting.broker().declare(untrusting.topology()))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("certification path");
        assertThatThrownBy(() -> askManagement(untrusting)).isInstanceOf(WarrenException.class);
        assertThat(asked).hasValue(0);
    }
}
