package dev.warren.stores.redis;

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
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.Uniqueness;
import dev.warren.outcome.Decision;
import dev.warren.topology.LaneName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.RedisClient;

/** A second JVM that works on a store, and says on its standard output what it was answered. */
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
     * {@code open URI NAME}: says the store's id. {@code work URI NAME PREFIX FROM TO SIZE}: claims and ends jobs, batch by batch. {@code lock URI NAME
     * PREFIX JOBS}: runs jobs that want one lock. {@code hold URI NAME JOB}: takes that lock, and keeps it. {@code look URI NAME}: looks for overdue jobs
     * and forgets ended ones at once, until it is killed.
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (RedisStore store = RedisStore.builder(URI.create(arguments[1]))
                .name(arguments[2])
                .timeout(Duration.ofSeconds(30))
                .retention(new Retention(Duration.ZERO, Duration.ofDays(1)))
                .open()) {
            out.println("open " + store.id());
            if (arguments[0].equals("work")) {
                work(store, out, arguments);
            } else if (arguments[0].equals("lock")) {
                lock(store, out, arguments);
            } else if (arguments[0].equals("hold")) {
                hold(store, out, arguments[3]);
            } else if (arguments[0].equals("look")) {
                look(store, out);
            }
        } catch (StoreException e) {
            out.println("ended: " + e.getMessage());
        }
    }

    private static void work(IdempotencyStore store, PrintStream out, String[] arguments) {
        Owner me = new Owner("process " + ProcessHandle.current().pid());
        store.heartbeat(me, Duration.ofMinutes(10));
        int to = Integer.parseInt(arguments[5]);
        int size = Integer.parseInt(arguments[6]);
        for (int from = Integer.parseInt(arguments[4]); from < to; from += size) {
            settle(store, out, claim(store, out, me, arguments[3], from, Math.min(to, from + size)));
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

    /** Counts on the server how many run at the same time, and says so of each job. */
    private static void lock(IdempotencyStore store, PrintStream out, String[] arguments) {
        Owner me = new Owner("process " + ProcessHandle.current().pid());
        store.heartbeat(me, Duration.ofMinutes(10));
        try (RedisClient client = RedisClient.create(URI.create(arguments[1]))) {
            String running = "{warren:" + arguments[2] + "}:running";
            for (int job = 0; job < Integer.parseInt(arguments[4]); job++) {
                ClaimRequest request = locking(arguments[3] + job);
                ClaimAnswer answer = store.claim(me, List.of(request)).get(0);
                while (answer instanceof ClaimAnswer.Locked) {
                    answer = store.claim(me, List.of(request)).get(0);
                }
                FencedKey claim = new FencedKey(request.key(), ((ClaimAnswer.Granted) answer).fence());
                out.println("running " + client.incr(running));
                client.decr(running);
                settle(store, out, List.of(claim));
            }
        }
    }

    private static void hold(IdempotencyStore store, PrintStream out, String job) {
        Owner me = new Owner("process " + ProcessHandle.current().pid());
        store.heartbeat(me, Duration.ofSeconds(2));
        out.println(store.claim(me, List.of(locking(job))).get(0));
        LockSupport.park(store); // until it is killed
    }

    private static void look(IdempotencyStore store, PrintStream out) {
        while (!out.checkError()) {
            out.println("looked " + store.overdue(Duration.ZERO, 1).size() + " " + store.expire(100));
        }
    }

    /** A job that wants the one lock, and waits for it. */
    static ClaimRequest locking(String job) {
        return Claims.unique(request(job), Uniqueness.of("one").whileRunning().waiting());
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
