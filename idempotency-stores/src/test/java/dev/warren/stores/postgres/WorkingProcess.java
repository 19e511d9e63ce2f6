package dev.warren.stores.postgres;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.outcome.Decision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A second JVM that works on a store, and says on its standard output what it was answered. It asks again until it is. */
final class WorkingProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private WorkingProcess() {}

    /** {@code URL SCHEMA PREFIX FROM TO SIZE}: claims and ends jobs, batch by batch. */
    static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WorkingProcess.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (PostgresStore store =
                PostgresStore.builder(arguments[0]).schema(arguments[1]).open()) {
            work(store, out, arguments);
        }
    }

    private static void work(IdempotencyStore store, PrintStream out, String[] arguments) {
        Owner me = new Owner("process " + ProcessHandle.current().pid());
        asked(() -> store.heartbeat(me, Duration.ofMinutes(10)));
        int to = Integer.parseInt(arguments[4]);
        int size = Integer.parseInt(arguments[5]);
        for (int from = Integer.parseInt(arguments[3]); from < to; from += size) {
            settle(store, out, claim(store, out, me, arguments[2], from, Math.min(to, from + size)));
        }
        out.println("done");
    }

    /** As a worker does: until it is answered. */
    private static <A> A asked(Supplier<A> call) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (StoreException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                Thread.onSpinWait();
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private static List<FencedKey> claim(
            IdempotencyStore store, PrintStream out, Owner me, String prefix, int from, int to) {
        List<ClaimRequest> batch = new ArrayList<>();
        for (int job = from; job < to; job++) {
            batch.add(Claims.request(prefix + job, Coordinates.FIRST));
        }
        List<FencedKey> granted = new ArrayList<>();
        List<ClaimAnswer> answers = asked(() -> store.claim(me, batch));
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
        List<Settlement> settlements =
                granted.stream().map(claim -> new Settlement(claim, success)).toList();
        List<Standing> standings = asked(() -> store.decide(settlements));
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

    /** What stands in all whole lines of a kind. */
    static List<String> said(List<String> lines, String what) {
        List<String> said = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(what + " ") && line.endsWith(" .")) {
                List<String> words = List.of(line.split(" "));
                said.addAll(words.subList(1, words.size() - 1));
            }
        }
        return said;
    }
}
