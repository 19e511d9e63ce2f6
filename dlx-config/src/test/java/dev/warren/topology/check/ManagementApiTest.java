package dev.warren.topology.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.WarrenException;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;

class ManagementApiTest {
    private static final Topology TOPOLOGY = Topology.standard();

    @Test
    void givesUpOnABrokerThatDoesNotAnswerAndHidesThePassword() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://ops:c%40nary@127.0.0.1:" + silent.getLocalPort() + "/api/");
            ManagementApi api = ManagementApi.at(uri, "/", Duration.ofMillis(200));

            assertThat(api.toString()).doesNotContain("nary");
            assertThatThrownBy(() -> TopologyCheck.compare(TOPOLOGY, api))
                    .isInstanceOf(WarrenException.class)
                    .hasMessageContaining("http://127.0.0.1:" + silent.getLocalPort() + " did not answer")
                    .hasMessageContaining("rabbitmq_management")
                    .satisfies(failure ->
                            assertThat(Throwables.getStackTrace(failure)).doesNotContain("nary"));
        }
    }

    @Test
    void refusesAddressesThatAreNotHttp() {
        assertThatThrownBy(() -> ManagementApi.at(URI.create("amqp://ops:canary@host")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the management API's address must be http://host:port or https://host:port, is amqp://host");
    }

    @Test
    void refusesTimeoutsOutOfBounds() {
        URI uri = URI.create("http://localhost");
        for (Duration timeout : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMinutes(2)}) {
            assertThatThrownBy(() -> ManagementApi.at(uri, "/", timeout)).hasMessageContaining("at most 1 min");
        }
    }
}
