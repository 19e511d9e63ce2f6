package dev.warren.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.console.ExitCode;
import dev.warren.console.Launched;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.stores.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: colour for a person at a real terminal, none in a pipe, while another process has the store open. */
class JobsInATerminalIT {
    private static final String ESCAPE = "\u001b[";

    @TempDir
    Path directory;

    private String id = "";

    @BeforeEach
    void finishAJob() {
        try (SqliteStore store = SqliteStore.open(directory.resolve("warren.db"))) {
            Owner worker = new Owner("worker-1");
            store.heartbeat(worker, Duration.ofMinutes(1));
            store.claim(worker, List.of(Claims.request("a", Coordinates.FIRST)));
            var record = store.find(Claims.key("a")).orElseThrow();
            id = record.id().value();
            store.decide(List.of(
                    new Settlement(new FencedKey(record.key(), record.fence()), Claims.succeed("{\"sum\":7}"))));
        }
    }

    private Launched atATerminal(Map<String, String> environment, String... arguments) {
        String program = Path.of(System.getProperty("java.home"), "bin", "java") + " -cp '"
                + System.getProperty("java.class.path") + "' dev.warren.console.Warren ";
        return Launched.of(
                List.of("script", "-qec", program + String.join(" ", arguments), "/dev/null"), directory, environment);
    }

    @Test
    void aPersonSeesColourUnlessToldOtherwise() throws Exception {
        Launched coloured = atATerminal(Map.of(), "status", id).awaitExit(ExitCode.DONE);
        assertThat(coloured.output()).contains(ESCAPE + "32msucceeded" + ESCAPE + "0m job " + id + ": done");
        Launched plain = atATerminal(Map.of("NO_COLOR", "1"), "find").awaitExit(ExitCode.DONE);
        assertThat(plain.output()).contains("succeeded").doesNotContain(ESCAPE);
        Launched asked =
                atATerminal(Map.of("NO_COLOR", "1"), "find", "--color=always").awaitExit(ExitCode.DONE);
        assertThat(asked.output()).contains(ESCAPE + "32msucceeded");
    }

    @Test
    void aProgramReadsJsonAndAnExitCode() throws Exception {
        Launched known =
                Launched.in(directory, Map.of(), "status", id, "--json").awaitExit(ExitCode.DONE);
        assertThat(new ObjectMapper()
                        .readTree(known.output())
                        .at("/jobs/0/result/sum")
                        .asInt())
                .isEqualTo(7);
        assertThat(known.errors()).isEmpty();
        Launched found = Launched.in(directory, Map.of(), "find", "--json").awaitExit(ExitCode.DONE);
        assertThat(found.output().lines()).hasSize(1);
        Launched late = Launched.in(directory, Map.of(), "cancel", id).awaitExit(ExitCode.NO);
        assertThat(late.output()).startsWith("too late: job " + id).doesNotContain(ESCAPE);
        Launched unknown = Launched.in(directory, Map.of(), "status", "nobody").awaitExit(ExitCode.NO);
        assertThat(unknown.output()).startsWith("job nobody is not known");
    }
}
