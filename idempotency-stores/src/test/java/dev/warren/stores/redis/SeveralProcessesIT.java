package dev.warren.stores.redis;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several JVMs on one store, some of which are killed, and a server that is killed as well. */
@Tag("store-server")
@Timeout(300)
class SeveralProcessesIT {
    private static final Executor THREAD = task -> new Thread(task).start();

    private final String name = TestRedis.freshName();

    @AfterEach
    void remove() {
        TestRedis.remove(TestRedis.uri(), name);
    }

    private Process work(URI uri, String prefix, String to, String size) throws IOException {
        return OtherProcess.start("work", uri.toString(), name, prefix, "0", to, size);
    }

    @Test
    void grantsEachKeyOnceToTwoProcessesThatClaimTheSame() throws Exception {
        Process one = work(TestRedis.uri(), "job-", "10000", "250");
        Process other = work(TestRedis.uri(), "job-", "10000", "199");
        List<String> lines = lines(one);
        lines.addAll(lines(other));

        List<String> granted = said(lines, "granted");
        assertThat(granted).hasSize(10_000);
        assertThat(keys(granted)).hasSize(10_000);
        assertThat(fences(granted)).hasSize(10_000);
        assertThat(said(lines, "recorded")).containsExactlyInAnyOrderElementsOf(granted);
    }

    @Test
    void ofSeveralProcessesOneHasALockAtATime() throws Exception {
        String uri = TestRedis.uri().toString();
        Process one = OtherProcess.start("lock", uri, name, "one-", "300");
        Process other = OtherProcess.start("lock", uri, name, "other-", "300");
        List<String> lines = lines(one);
        lines.addAll(lines(other));

        assertThat(said(lines, "recorded")).hasSize(600);
        assertThat(lines.stream().filter(line -> line.startsWith("running"))).hasSize(600);
        assertThat(lines).filteredOn(line -> line.startsWith("running")).containsOnly("running 1");
    }

    @Test
    void aLockOfAKilledProcessIsFreeWhenItsLeaseHasEnded() throws Exception {
        Process holder = OtherProcess.start("hold", TestRedis.uri().toString(), name, "held");
        try (RedisStore store = TestRedis.open(TestRedis.uri(), name);
                BufferedReader output = OtherProcess.output(holder)) {
            output.readLine(); // that it is open
            assertThat(output.readLine()).startsWith("Granted");
            holder.destroyForcibly().waitFor();
            Owner me = new Owner("me");
            store.heartbeat(me, Duration.ofMinutes(10));
            assertThat(store.claim(me, List.of(OtherProcess.locking("next"))))
                    .allMatch(ClaimAnswer.Locked.class::isInstance);
            Awaitility.await("the end of a lease of 2 s")
                    .until(() -> store.claim(me, List.of(OtherProcess.locking("next")))
                                    .get(0)
                            instanceof ClaimAnswer.Granted);
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void everythingAnsweredBeforeTheServerWasKilledIsThereAfterwards() throws Exception {
        try (PrivateRedis server = PrivateRedis.start("kill")) {
            List<String> granted = new ArrayList<>();
            List<String> recorded = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                List<String> lines = linesUntilServerIsKilled(server, "r" + round + "-", 11 + 30 * round);
                granted.addAll(said(lines, "granted"));
                recorded.addAll(said(lines, "recorded"));
                server.restart();
            }
            assertThat(recorded).isNotEmpty();
            assertThat(fences(granted)).hasSize(granted.size());
            assertAllAreThere(server.uri(), granted, new HashSet<>(recorded));
        }
    }

    private void assertAllAreThere(URI uri, List<String> granted, Set<String> recorded) {
        try (RedisStore store = TestRedis.open(uri, name)) {
            for (String claim : granted) {
                int split = claim.indexOf('=');
                JobRecord record = store.find(key(claim.substring(0, split))).orElseThrow();
                assertThat(record.fence()).isEqualTo(Long.parseLong(claim.substring(split + 1)));
                if (recorded.contains(claim)) {
                    assertThat(record.status()).isEqualTo(JobStatus.SUCCEEDED);
                }
            }
        }
    }

    /** After so many lines: somewhere in the next batch. The process then ends with the exception it gets. */
    private List<String> linesUntilServerIsKilled(PrivateRedis server, String prefix, int most) throws Exception {
        Process process = work(server.uri(), prefix, "100000000", "250");
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = OtherProcess.output(process)) {
            String line;
            while ((line = output.readLine()) != null) {
                lines.add(line);
                if (lines.size() == most) {
                    server.kill();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return lines;
    }

    @Test
    void thoseThatMakeOneStoreAtTheSameTimeOpenTheSame() throws Exception {
        for (int round = 0; round < 20; round++) {
            String fresh = TestRedis.freshName();
            List<CompletableFuture<String>> opening = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opening.add(CompletableFuture.supplyAsync(() -> idOf(fresh), THREAD));
            }
            Set<String> ids = new HashSet<>();
            for (CompletableFuture<String> each : opening) {
                ids.add(each.get());
            }
            TestRedis.remove(TestRedis.uri(), fresh);
            assertThat(ids).hasSize(1);
        }
    }

    private static String idOf(String name) {
        try (RedisStore store = TestRedis.open(TestRedis.uri(), name)) {
            return store.id();
        }
    }

    private static List<String> lines(Process process) throws Exception {
        try (BufferedReader output = OtherProcess.output(process)) {
            List<String> lines = new ArrayList<>(output.lines().toList());
            assertThat(process.waitFor()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What stands in all whole lines of a kind. */
    private static List<String> said(List<String> lines, String what) {
        List<String> said = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(what + " ") && line.endsWith(" .")) {
                List<String> words = List.of(line.split(" "));
                said.addAll(words.subList(1, words.size() - 1));
            }
        }
        return said;
    }

    private static Set<String> keys(List<String> claims) {
        Set<String> keys = new HashSet<>();
        claims.forEach(claim -> keys.add(claim.substring(0, claim.indexOf('='))));
        return keys;
    }

    private static Set<String> fences(List<String> claims) {
        Set<String> fences = new HashSet<>();
        claims.forEach(claim -> fences.add(claim.substring(claim.indexOf('=') + 1)));
        return fences;
    }
}
