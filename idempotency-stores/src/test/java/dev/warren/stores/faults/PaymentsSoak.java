package dev.warren.stores.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.testsupport.PrivatePostgres;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link PaymentsIT} when the database's server and the broker are killed as well, and started again. The build leaves it out: see dev/soak. */
@Timeout(14_400)
class PaymentsSoak {
    /** The broker's name, by which dev/broker kills it. */
    private static final String BROKER = System.getProperty("soak.broker", "");

    @Test
    void everyPaymentIsChargedExactlyOnceWhenServersAreKilledToo() throws Exception {
        try (PrivatePostgres server = PrivatePostgres.start("payments")) {
            PaymentsIT.chargesEachExactlyOnce(
                    "servers", Ground.onPostgres(server.url()), () -> restart(server), PaymentsSoak::restartBroker);
        }
    }

    @Test
    void withoutTheTransactionEveryPaymentIsChargedAtLeastOnce() throws Exception {
        try (PrivatePostgres server = PrivatePostgres.start("payments")) {
            PaymentsIT.chargesEachAtLeastOnce(
                    "servers-plain",
                    Ground.onPostgres(server.url()),
                    () -> restart(server),
                    PaymentsSoak::restartBroker);
        }
    }

    private static void restart(PrivatePostgres server) {
        server.kill();
        server.restart();
    }

    private static void restartBroker() throws Exception {
        for (String command : List.of("kill", "restart")) {
            Process process = new ProcessBuilder(String.valueOf(System.getenv("WARREN_BROKER")), command, BROKER)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor())
                    .as("dev/broker %s %s", command, BROKER)
                    .isZero();
        }
    }
}
