package dev.warren.stores.sqlite;

import static dev.warren.idempotency.conformance.Claims.key;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A second JVM that works on a store's file, and says on its standard output what it was answered. */
final class OtherProcess {
    private OtherProcess() {}

    static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * {@code open FILE}: says the store's id. {@code work FILE PREFIX FROM TO SIZE}: claims and ends jobs, batch by batch. {@code sweep FILE}: asks
     * what is overdue and forgets successes at once, until it is killed.
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (SqliteStore store = SqliteStore.builder(Path.of(arguments[1]))
                .busyTimeout(Duration.ofSeconds(30))
                .retention(new Retention(Duration.ZERO, Duration.ofDays(90)))
                .open()) {
            out.println("open " + store.id());
            if (arguments[0].equals("work")) {
                work(store, out, arguments);
            }
            while (arguments[0].equals("sweep")) {
                out.println("overdue " + store.overdue(Duration.ZERO, 1_000).size());
                out.println("forgotten " + store.expire(1_000));
            }
        }
    }

    private static void work(IdempotencyStore store, PrintStream out, String[] arguments) {
        Owner me = new Owner("process " + ProcessHandle.current().pid());
        store.heartbeat(me, Duration.ofMinutes(10));
        int to = Integer.parseInt(arguments[4]);
        int size = Integer.parseInt(arguments[5]);
        for (int from = Integer.parseInt(arguments[3]); from < to; from += size) {
            settle(store, out, claim(store, out, me, arguments[2], from, Math.min(to, from + size)));
        }
        out.println("done");
    }

    private static List<FencedKey> claim(
            IdempotencyStore store, PrintStream out, Owner me, String prefix, int from, int to) {
        List<ClaimRequest> batch = new ArrayList<>();
        for (int job = from; job < to; job++) {
            batch.add(request(prefix + job));
        }
        List<FencedKey> granted = new ArrayList<>();
        List<ClaimAnswer> answers = store.claim(me, batch);
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof ClaimAnswer.Granted answer) {
                granted.add(new FencedKey(batch.get(i).key(), answer.fence()));
            }
        }
        say(out, "granted", granted);
        return granted;
    }

    private static void settle(IdempotencyStore store, PrintStream out, List<FencedKey> granted) {
        Decided success = new Decided(new Decision.Succeed(Optional.empty()), Optional.empty());
        List<Standing> standings = store.decide(
                granted.stream().map(claim -> new Settlement(claim, success)).toList());
        List<FencedKey> recorded = new ArrayList<>();
        for (int i = 0; i < granted.size(); i++) {
            if (standings.get(i) == Standing.RECORDED) {
                recorded.add(granted.get(i));
            }
        }
        say(out, "recorded", recorded);
    }

    /** One line for a batch, so that a killed process leaves at most one that is not whole. */
    private static void say(PrintStream out, String what, List<FencedKey> claims) {
        StringBuilder line = new StringBuilder(what);
        claims.forEach(
                claim -> line.append(' ').append(claim.key().key()).append('=').append(claim.fence()));
        out.println(line.append(" ."));
    }

    static ClaimRequest request(String job) {
        return new ClaimRequest(
                key(job),
                new JobId(job),
                Coordinates.FIRST,
                1,
                PayloadHash.UNKNOWN,
                Instant.EPOCH,
                Optional.empty(),
                0,
                3,
                LaneName.DEFAULT);
    }
}
