package dev.warren.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.console.ExitCode;
import dev.warren.console.RunWarren;
import dev.warren.console.RunWarren.Ran;
import dev.warren.testsupport.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would disturb others on a broker that is shared. */
class DoctorOnItsOwnNodeIT {
    @TempDir
    Path directory;

    @Test
    void findsAMemoryAlarmThenAStoppedManagementApiThenThatNothingAnswers() {
        try (PrivateNode node = PrivateNode.start("doctor")) {
            assertThat(run(node, "topology", "declare").exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(run(node, "doctor").exitCode()).isEqualTo(ExitCode.DONE);

            node.ctl("set_vm_memory_high_watermark", "absolute", "1MB");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                Ran ran = run(node, "doctor", "--timeout=2s");
                assertThat(ran.exitCode()).as(ran.out()).isEqualTo(ExitCode.NO);
                assertThat(ran.out()).contains("fail alarms: memory alarm on node ", "-> let workers drain the queues");
            });
            node.ctl("set_vm_memory_high_watermark", "0.6");

            node.ctl("eval", "application:stop(rabbitmq_management).");
            Ran ran = run(node, "doctor", "--timeout=2s");
            assertThat(ran.out())
                    .contains(
                            "warn management: the management API at ",
                            "ok   topology: every exchange and queue is there");

            node.kill();
            Ran last = run(node, "doctor", "--timeout=2s");
            assertThat(last.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(last.out()).contains("fail connection: can't connect to ");
        }
    }

    private Ran run(PrivateNode node, String... arguments) {
        return RunWarren.in(directory)
                .with("RABBITMQ_URI", node.uri().toString())
                .with("RABBITMQ_MANAGEMENT_URI", node.managementUri().toString())
                .with("WARREN_LANES", "default")
                .run(arguments);
    }
}
