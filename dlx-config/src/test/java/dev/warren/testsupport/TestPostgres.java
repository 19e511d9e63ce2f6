package dev.warren.testsupport;

import java.net.URI;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The PostgreSQL that database tests run on: the one named by {@code POSTGRES_URI}, a JDBC address with user and password, else a container
 * when a Docker engine answers. Without either the test fails and says what to do; none is ever skipped. Tests keep apart by schemas of
 * their own.
 */
public final class TestPostgres {
    private static final String IMAGE = "postgres:17";
    private static final int PORT = 5_432;

    private TestPostgres() {}

    /** The JDBC address of the server shared by all tests of this JVM, with user and password of a superuser. */
    public static String url() {
        return Shared.URL;
    }

    /** The same server by way of another host and port. */
    public static String urlAt(String host, int port) {
        return url().replaceFirst("//[^/]*/", "//" + host + ":" + port + "/");
    }

    /** Host and port of a server, as an address for {@link TcpProxy}. */
    public static URI address(String url) {
        URI jdbc = URI.create(url.substring("jdbc:".length()));
        return URI.create("tcp://any@" + jdbc.getHost() + ":" + (jdbc.getPort() < 0 ? PORT : jdbc.getPort()));
    }

    private static final class Shared {
        static final String URL = find();
    }

    private static String find() {
        String url = System.getenv("POSTGRES_URI");
        if (url != null && !url.isBlank()) {
            return url;
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return inDocker();
        }
        throw new IllegalStateException("Database tests need a PostgreSQL server and found none: set POSTGRES_URI"
                + " (jdbc:postgresql://host:port/database?user=name&password=word, a superuser), or start a Docker engine, or run"
                + " dev/verify, which starts one.");
    }

    @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends
    private static String inDocker() {
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withEnv("POSTGRES_PASSWORD", "warren")
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*ready to accept connections.*", 2));
        container.start();
        return "jdbc:postgresql://" + container.getHost() + ":" + container.getMappedPort(PORT)
                + "/postgres?user=postgres&password=warren";
    }
}
