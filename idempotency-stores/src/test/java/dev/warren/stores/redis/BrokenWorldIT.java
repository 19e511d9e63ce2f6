package dev.warren.stores.redis;

import static dev.warren.idempotency.conformance.Claims.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.testbed.Logged;
import dev.warren.testsupport.TcpProxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** The server is killed, emptied, full, wrongly set, silent or set back: a clear refusal or at worst a second run, and never two owners. */
@Tag("store-server")
@Timeout(120)
class BrokenWorldIT {
    private static final Owner ME = new Owner("me");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(300);

    private final String name = TestRedis.freshName();
    private PrivateRedis server;
    private RedisStore store;
    private RedisClient client;

    @BeforeEach
    void start() {
        server = PrivateRedis.start("broken");
        client = server.client();
        store = open(server.uri());
    }

    @AfterEach
    void end() {
        store.close();
        client.close();
        server.close();
    }

    private RedisStore open(URI uri) {
        RedisStore opened = RedisStore.builder(uri)
                .name(name)
                .timeout(SHORT_TIMEOUT)
                .connections(2)
                .open();
        opened.heartbeat(ME, LONG);
        return opened;
    }

    private static List<ClaimRequest> jobs(String prefix, int count) {
        List<ClaimRequest> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(OtherProcess.request(prefix + i));
        }
        return jobs;
    }

    private long granted(String job) {
        return granted(store, ME, job);
    }

    private static long granted(RedisStore store, Owner owner, String job) {
        ClaimAnswer answer =
                store.claim(owner, List.of(OtherProcess.request(job))).get(0);
        assertThat(answer).isInstanceOf(ClaimAnswer.Granted.class);
        return ((ClaimAnswer.Granted) answer).fence();
    }

    private static Settlement success(String job, long fence) {
        return new Settlement(new FencedKey(key(job), fence), Claims.succeed("7"));
    }

    @Test
    void goesOnByItselfWhenTheServerIsKilledAndComesBack() {
        long fence = granted("a");
        server.kill();
        assertThatThrownBy(() -> store.decide(List.of(success("a", fence))))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(
                        "the store '" + name + "' in Redis at 127.0.0.1:"
                                + server.uri().getPort(),
                        "asking again is safe");
        server.restart();
        assertThat(store.decide(List.of(success("a", fence)))).containsExactly(Standing.RECORDED);
        assertThat(store.find(key("a")).orElseThrow().status()).isEqualTo(JobStatus.SUCCEEDED);
        granted("b");
    }

    @Test
    void whatAnEmptiedStoreHadClaimedIsFencedAndItGoesOnUnderTheSameId() {
        String id = store.id();
        long before = granted("a");
        client.flushAll();
        assertThat(store.decide(List.of(success("a", before)))).containsExactly(Standing.FENCED);
        assertThatThrownBy(() -> store.claim(ME, jobs("a", 1))).isInstanceOf(LeaseLapsedException.class);
        assertThat(store.heartbeat(ME, LONG)).isEqualTo(Lease.HELD);
        long after = granted("a");
        assertThat(after).isGreaterThan(before);
        assertThat(store.decide(List.of(success("a", before)))).containsExactly(Standing.FENCED);
        assertThat(store.decide(List.of(success("a", after)))).containsExactly(Standing.RECORDED);
        assertThat(store.id()).isEqualTo(id);
        try (RedisStore other = open(server.uri())) {
            assertThat(other.id()).isEqualTo(id);
        }
    }

    @Test
    void ofAnEmptiedStoreItIsNotSaidThatItWasSetBack() {
        granted("a");
        client.flushAll();
        try (Logged log = Logged.by("dev.warren.stores.redis")) {
            assertThat(store.cancel(key("b"))).isEqualTo(CancelAnswer.CANCELLED);
            assertThat(log.events("was emptied")).hasSize(1);
            assertThat(log.events("was set back")).isEmpty();
            client.hset("{warren:" + name + "}:store", "fence", "0000000000000001");
            assertThat(store.cancel(key("c"))).isEqualTo(CancelAnswer.CANCELLED);
            assertThat(log.events("was set back")).hasSize(1);
        }
    }

    @Test
    void whoeverFindsAnEmptiedStoreBegunAnewByAnotherTakesItAsItIs() {
        client.flushAll();
        try (RedisStore other = open(server.uri())) {
            long fence = granted(other, ME, "a");
            assertThat(store.find(key("a")).orElseThrow().fence()).isEqualTo(fence);
            assertThat(store.id()).isEqualTo(other.id());
        }
    }

    @Test
    void aServerThatWasSetBackGivesNoFenceASecondTime() {
        long before = granted("a");
        client.hset("{warren:" + name + "}:store", "fence", String.format("%016d", before - 1_000));
        client.unlink("{warren:" + name + "}:job:jobs//greet/a");
        assertThat(granted("a")).isGreaterThan(before);
    }

    @Test
    void aFullServerDoesNothingAndGoesOnWhenThereIsRoom() {
        client.configSet("maxmemory", "1");
        List<ClaimRequest> batch = jobs("job-", 300);
        assertThatThrownBy(() -> store.claim(ME, batch))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("memory is full", "nothing was done", "maxmemory");
        for (ClaimRequest request : batch) {
            assertThat(store.find(request.key())).isEmpty();
        }
        assertThat(client.zcard("{warren:" + name + "}:open")).isZero();
        client.configSet("maxmemory", "0");
        assertThat(store.claim(ME, batch)).allMatch(ClaimAnswer.Granted.class::isInstance);
    }

    @Test
    void aFullServerStillForgets() {
        long fence = granted("a");
        store.decide(List.of(success("a", fence)));
        client.configSet("maxmemory", "1");
        try (RedisStore forgetful = RedisStore.builder(server.uri())
                .name(name)
                .retention(new Retention(Duration.ZERO, Duration.ZERO))
                .open()) {
            Awaitility.await("the end of no time at all").until(() -> forgetful.expire(10) == 1);
        }
    }

    @Test
    void refusesAServerThatWouldThrowRecordsAway() {
        client.configSet("maxmemory-policy", "allkeys-lru");
        assertThatThrownBy(() -> open(server.uri()))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("maxmemory-policy is allkeys-lru", "set maxmemory-policy noeviction");
        RedisStore.builder(server.uri()).name(name).evictionVouchedFor().open().close();
    }

    @Test
    void noticesAPolicyThatIsChangedLater() {
        try (JedisLink link = JedisLink.to(server.uri(), SHORT_TIMEOUT, 1, new Failures("it"));
                Server asked = Server.open(link, new Names(name), new Failures("it"), Server.IfMissing.MADE)) {
            long[] nanos = {0};
            EvictionPolicy policy = new EvictionPolicy(asked, false, () -> nanos[0]);
            policy.check();
            client.configSet("maxmemory-policy", "allkeys-random");
            policy.check();
            nanos[0] = Duration.ofSeconds(31).toNanos();
            assertThatThrownBy(policy::check).isInstanceOf(StoreException.class).hasMessageContaining("allkeys-random");
            assertThatThrownBy(policy::check).isInstanceOf(StoreException.class);
            client.configSet("maxmemory-policy", "noeviction");
            policy.check();
        }
    }

    @Test
    void aServerThatForgotTheScriptsIsTaughtThem() {
        granted("a");
        client.scriptFlush("any");
        granted("b");
    }

    @Test
    void anAnswerThatGotLostIsGivenAgain() {
        try (TcpProxy wire = TcpProxy.to(server.uri());
                RedisStore far =
                        open(URI.create("redis://127.0.0.1:" + wire.uri().getPort()))) {
            granted(far, ME, "before"); // so that the server knows the script
            wire.swallowAnswers();
            assertThatThrownBy(() -> far.claim(ME, jobs("a", 1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("asking again is safe");
            long lost = Awaitility.await()
                    .until(() -> store.find(key("a0")), Optional::isPresent)
                    .orElseThrow()
                    .fence();
            wire.pass();
            long again = Awaitility.await().ignoreExceptions().until(() -> granted(far, ME, "a0"), fence -> true);
            assertThat(again).isGreaterThan(lost);
            assertThat(far.decide(List.of(success("a0", lost)))).containsExactly(Standing.FENCED);
            assertThat(far.decide(List.of(success("a0", again)))).containsExactly(Standing.RECORDED);
        }
    }

    @Test
    void aConnectionCutHalfWayIsReplaced() {
        try (TcpProxy wire = TcpProxy.to(server.uri());
                RedisStore far =
                        open(URI.create("redis://127.0.0.1:" + wire.uri().getPort()))) {
            granted(far, ME, "a");
            wire.cut();
            assertThatThrownBy(() -> far.find(key("a"))).isInstanceOf(StoreException.class);
            assertThat(far.find(key("a"))).isPresent();
        }
    }

    @Test
    void aCallThatFindsAllConnectionsInUseSaysSo() throws Exception {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(1);
        pool.setMaxWait(Duration.ofMillis(50));
        try (TcpProxy wire = TcpProxy.to(server.uri());
                RedisClient one = RedisClient.builder()
                        .hostAndPort("127.0.0.1", wire.uri().getPort())
                        .clientConfig(DefaultJedisClientConfig.builder()
                                .timeoutMillis(4_000)
                                .build())
                        .poolConfig(pool)
                        .build();
                RedisStore narrow = RedisStore.builder(one).name(name).open()) {
            wire.swallowAnswers();
            CompletableFuture<Object> waiting =
                    CompletableFuture.supplyAsync(() -> narrow.find(key("a")), task -> new Thread(task).start());
            Awaitility.await().until(() -> one.getPool().getNumActive() == 1);
            assertThatThrownBy(() -> narrow.find(key("a")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("all its connections were in use");
            wire.cut();
            assertThatThrownBy(waiting::join).hasCauseInstanceOf(StoreException.class);
            wire.pass();
            assertThat(narrow.find(key("a"))).isEmpty();
        }
    }

    @Test
    void anInterruptWhileItWaitsForAConnectionIsKept() throws Exception {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(1);
        try (RedisClient one = RedisClient.builder()
                        .hostAndPort("127.0.0.1", server.uri().getPort())
                        .poolConfig(pool)
                        .build();
                RedisStore narrow = RedisStore.builder(one).name(name).open();
                Connection taken = one.getPool().getResource()) {
            assertThat(taken.isConnected()).isTrue();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread asking = new Thread(() -> {
                assertThatThrownBy(() -> narrow.find(key("a")))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("interrupted");
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            asking.start();
            Awaitility.await().until(() -> one.getPool().getNumWaiters() == 1);
            asking.interrupt();
            assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A batch of so many takes two scripts. */
    @Test
    void whatWasGrantedBeforeTheLeaseEndedInTheMiddleOfABatchIsNoSuspect() {
        List<ClaimRequest> batch = jobs("job-", 600);
        try (SleepyClient sleepy = new SleepyClient(server.uri());
                RedisStore far = RedisStore.builder(sleepy).name(name).open()) {
            assertThatThrownBy(() -> far.claim(ME, batch)).isInstanceOf(LeaseLapsedException.class);
            Owner awake = new Owner("awake");
            far.heartbeat(awake, LONG);
            assertThat(far.claim(awake, batch)).allMatch(ClaimAnswer.Granted.class::isInstance);
        }
    }

    /** Oversleeps a lease after the first claim. */
    private static final class SleepyClient extends LateClient {
        private boolean slept;

        SleepyClient(URI uri) {
            super(uri);
        }

        @Override
        public Object eval(byte[] script, List<byte[]> keys, List<byte[]> arguments) {
            Object reply = super.eval(script, keys, arguments);
            if (!slept && new String(script, StandardCharsets.UTF_8).contains("The fast way of a claim")) {
                slept = true;
                pass(LONG.plusSeconds(1));
            }
            return reply;
        }
    }

    @Test
    void aStoreThatNobodyMadeIsNotMadeByWhoOnlyLooks() {
        RedisStore.Builder misspelled = RedisStore.builder(server.uri()).name("misspelled");
        assertThatThrownBy(misspelled::openExisting)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("there is no such store");
        assertThat(client.exists("{warren:misspelled}:store")).isFalse();
        try (RedisStore existing = RedisStore.builder(server.uri()).name(name).openExisting()) {
            assertThat(existing.id()).isEqualTo(store.id());
        }
    }

    @Test
    void aNewerSchemaIsRefused() {
        client.hset("{warren:" + name + "}:store", "schema", "3");
        assertThatThrownBy(() -> open(server.uri()))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("version 3", "upgrade");
    }

    @Test
    void keysOfAnotherProgramAreLeftAlone() {
        client.set("{warren:other}:store", "mine");
        assertThatThrownBy(() -> RedisStore.builder(server.uri()).name("other").open())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another program");
        assertThat(client.get("{warren:other}:store")).isEqualTo("mine");
    }

    @Test
    void aWrongPasswordIsRefusedAndNotRepeated() {
        client.configSet("requirepass", "secret");
        assertThatThrownBy(() -> open(
                        URI.create("redis://:guessed@127.0.0.1:" + server.uri().getPort())))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("user and password")
                .hasMessageNotContaining("guessed");
        open(URI.create("redis://:secret@127.0.0.1:" + server.uri().getPort())).close();
    }

    @Test
    void aUserWithTheRightsInTheDocumentationDoesEverything() {
        setUser("on", ">secret", "~{warren:*", "+@read", "+@write", "+@scripting", "+@connection", "+time", "+info");
        try (RedisStore limited = open(
                URI.create("redis://warren:secret@127.0.0.1:" + server.uri().getPort()))) {
            long fence = granted(limited, ME, "a");
            assertThat(limited.decide(List.of(success("a", fence)))).containsExactly(Standing.RECORDED);
            assertThat(limited.cancel(key("b"))).isEqualTo(CancelAnswer.CANCELLED);
            assertThat(limited.search(JobQuery.builder().build()).jobs()).hasSize(2);
            assertThat(limited.overdue(Duration.ZERO, 1)).isEmpty();
            assertThat(limited.expire(1)).isZero();
        }
        setUser("-info");
        assertThatThrownBy(() -> open(URI.create(
                        "redis://warren:secret@127.0.0.1:" + server.uri().getPort())))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("evictionVouchedFor()");
    }

    @Test
    void aUserThatMayOnlyReadIsToldThatItLacksRights() {
        setUser("on", ">secret", "~{warren:*", "+@read", "+@scripting", "+@connection", "+time", "+info");
        try (RedisStore limited = RedisStore.builder(URI.create(
                        "redis://warren:secret@127.0.0.1:" + server.uri().getPort()))
                .name(name)
                .open()) {
            assertThatThrownBy(() -> limited.heartbeat(ME, LONG))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("has the rights (ACL)");
        }
    }

    private void setUser(String... rules) {
        CommandArguments command =
                new CommandArguments(Command.ACL).add("SETUSER").add("warren");
        client.executeCommand(command.addObjects((Object[]) rules));
    }
}
