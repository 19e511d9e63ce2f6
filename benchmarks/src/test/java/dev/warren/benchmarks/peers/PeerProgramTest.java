package dev.warren.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerProgramTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void readsAWorkersFiguresAndEndsItAndItsChildren() throws Exception {
        Path child = folder.resolve("child");
        PeerProgram program = script("sleep 600 & echo $! > " + child
                + "; echo chatter; echo \"figure last=20\"; echo \"figure drained=$2$3\"; wait");

        PeerProgram.Drained drained = program.drain(12, LIMIT);

        assertThat(drained).isEqualTo(new PeerProgram.Drained(123, 20));
        long pid = Long.parseLong(Files.readString(child).strip());
        assertThat(ProcessHandle.of(pid)).matches(left -> left.isEmpty() || endsSoon(left.get()));
    }

    @Test
    void passesActionJobsAndEnvironmentOn() throws Exception {
        PeerProgram program = script("[ $1 = enqueue-bulk ] && echo \"figure enqueued=$2$HERE\"");

        assertThat(program.enqueue(PeerCommand.ENQUEUE_BULK, 7, LIMIT)).isEqualTo(75);
    }

    @Test
    void quotesWhatAProgramSaidThatEndedWithoutItsFigure() {
        PeerProgram program = script("echo no such server >&2; exit 3");

        assertThatThrownBy(() -> program.drain(10, LIMIT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended")
                .hasMessageContaining("no such server");
    }

    @Test
    void givesUpOnAProgramThatTakesTooLong() {
        PeerProgram program = script("exec sleep 600");

        assertThatThrownBy(() -> program.drain(10, Duration.ofMillis(300)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not finish");
    }

    private static boolean endsSoon(ProcessHandle process) {
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        return true;
    }

    /** The action is $1, the jobs are $2, a worker's option is $3. */
    private static PeerProgram script(String text) {
        return new PeerProgram(List.of("sh", "-c", text, "peer"), List.of("3"), Map.of("HERE", "5"));
    }
}
