package dev.warren.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.console.ExitCode;
import dev.warren.console.RunWarren;
import dev.warren.console.RunWarren.Ran;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PayloadHash;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.topology.LaneName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three commands on a store's file that workers have open. */
class JobsCommandsTest {
    private static final Owner WORKER = new Owner("worker-1");

    @TempDir
    Path directory;

    private IdempotencyStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory.resolve("warren.db"));
        store.heartbeat(WORKER, Duration.ofMinutes(10));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Ran run(String... arguments) {
        return RunWarren.in(directory).run(arguments);
    }

    private static JobKey key(String tenant, String type, String key) {
        return new JobKey("jobs", tenant, new JobTypeName(type), key);
    }

    private FencedKey claim(JobKey key, String id) {
        store.claim(
                WORKER,
                List.of(new ClaimRequest(
                        key,
                        new JobId(id),
                        Coordinates.FIRST,
                        1,
                        PayloadHash.UNKNOWN,
                        Instant.now().minusSeconds(90),
                        Optional.empty(),
                        0,
                        3,
                        LaneName.BULK)));
        return new FencedKey(key, store.find(key).orElseThrow().fence());
    }

    private FencedKey claim(String job) {
        return claim(key("", "greet", job), job);
    }

    private void decide(FencedKey claim, Decided decided) {
        store.decide(List.of(new Settlement(claim, decided)));
    }

    private void die(String job) {
        FencedKey claim = claim(job);
        decide(claim, Claims.dead());
        store.mark(List.of(claim));
    }

    private JobStatus statusOf(String job) {
        return store.find(key("", "greet", job)).map(JobRecord::status).orElseThrow();
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    // status

    @Test
    void tellsOfAJobThatIsDone() throws Exception {
        decide(claim("a"), Claims.succeed("{\"sum\":9007199254740993,\"name\":\"ä€😀\"}"));
        Ran ran = run("status", "a");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .startsWith("succeeded job a: done\n")
                .contains(
                        "  type         greet\n",
                        "  attempt      1 (life 0, run 1)\n",
                        ", 1 min 30 s ago\n",
                        "  result       {\"sum\":9007199254740993,\"name\":\"ä€😀\"}\n")
                .containsPattern("  took         \\d+ ms from its claim to its end\n")
                .doesNotContain("key  ", "tenant ");

        JsonNode answer = json(run("status", "a", "--json").out());
        assertThat(answer.get("known").asBoolean()).isTrue();
        JsonNode job = answer.get("jobs").get(0);
        assertThat(job.get("status").asText()).isEqualTo("succeeded");
        assertThat(job.get("ended").asBoolean()).isTrue();
        assertThat(job.at("/result/sum").asLong()).isEqualTo(9_007_199_254_740_993L);
        assertThat(Instant.parse(job.get("enqueued_at").asText())).isBefore(Instant.now());
        assertThat(job.get("worker").isNull()).isTrue();
    }

    @Test
    void tellsOfAJobThatFailedAndWhereItWas() {
        FencedKey claim = claim(key("acme", "email.send", "order-7"), "0199-a");
        decide(claim, Claims.dead());
        assertThat(run("status", "0199-a").out())
                .startsWith("decided dead job 0199-a: given up on; its dead letter is being published\n")
                .contains("  tenant       acme\n", "  key          order-7\n", "  lane         bulk\n")
                .contains("  worker       worker-1\n", "  error        java.io.IOException: down\n")
                .containsPattern("  before       attempt 1 .* died .* by worker-1: java.io.IOException: down\n");
    }

    @Test
    void tellsHowFarAJobIsAndWhatWasBefore() throws Exception {
        FencedKey first = claim("a");
        decide(first, Claims.retry(Coordinates.FIRST));
        store.mark(List.of(first));
        store.claim(WORKER, List.of(Claims.request(first.key(), Coordinates.FIRST.nextRun())));
        FencedKey second =
                new FencedKey(first.key(), store.find(first.key()).orElseThrow().fence());
        store.report(List.of(new ProgressReport(second, new Progress(3, 12, "pages"))));
        assertThat(run("status", "a").out())
                .startsWith("running job a: ")
                .contains("  lane         default\n", "  progress     3 of 12 (25 %): pages\n")
                .containsPattern(
                        "  before       attempt 1 \\(run 1\\) retried \\S+Z, \\d+ ms after its claim by worker-1:"
                                + " java.io.IOException: down\n");

        JsonNode job = json(run("status", "a", "--json").out()).at("/jobs/0");
        assertThat(job.at("/lane").asText()).isEqualTo("default");
        assertThat(job.at("/progress")).hasToString("{\"done\":3,\"total\":12,\"note\":\"pages\"}");
        JsonNode past = job.at("/history/0");
        assertThat(past.fieldNames())
                .toIterable()
                .containsExactly("attempt", "life", "run", "worker", "started_at", "ended_at", "ending", "error");
        assertThat(past.get("ending").asText()).isEqualTo("retried");
        store.report(List.of(new ProgressReport(second, new Progress(7, 0, ""))));
        assertThat(run("status", "a").out()).contains("  progress     7\n");
    }

    @Test
    void tellsOfAJobThatNoWorkerHasClaimed() throws Exception {
        store.register(List.of(new Registration(
                key("", "greet", "a"),
                new JobId("a"),
                PayloadHash.UNKNOWN,
                LaneName.BULK,
                Instant.now(),
                Instant.now().plus(Duration.ofHours(2)))));
        assertThat(run("status", "a").out())
                .startsWith("pending job a: enqueued; no worker has claimed it yet\n")
                .contains("  lane         bulk\n", "  due          ", ", in 1 h 59 min\n")
                .doesNotContain("claimed  ", "before  ");
        assertThat(json(run("status", "a", "--json").out())
                        .at("/jobs/0/started_at")
                        .isNull())
                .isTrue();
        store.release(List.of(claim("a")));
        assertThat(run("status", "a").out()).contains("handed back unfinished", "released");
    }

    @Test
    void findsByLane() {
        claim("a");
        store.claim(WORKER, List.of(Claims.request("in-default", Coordinates.FIRST)));
        assertThat(ids("find", "--lane=bulk")).containsExactly("a");
        assertThat(ids("find", "--lane=default")).containsExactly("id-in-defaul");
        assertThat(run("find", "--lane=no lane").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void tellsOfEveryJobOfAnIdAndOfOneWhenItIsSaidWhich() throws Exception {
        claim(key("", "greet", "7"), "7");
        claim(key("", "email.send", "7"), "7");
        assertThat(json(run("status", "7", "--json").out()).get("jobs")).hasSize(2);
        assertThat(json(run("status", "7", "--type=greet", "--json").out()).at("/jobs/0/type"))
                .hasToString("\"greet\"");
    }

    @Test
    void saysWhyAJobMayBeUnknown() throws Exception {
        Ran ran = run("status", "nobody");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(ran.out())
                .startsWith("job nobody is not known to the store sqlite:warren.db in the namespace jobs. Either")
                .contains("no worker has claimed it yet", "ended and was forgotten", "another store", "alias");
        Ran forPrograms = run("status", "nobody", "--json");
        assertThat(forPrograms.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(json(forPrograms.out()).get("known").asBoolean()).isFalse();
    }

    @Test
    void anotherNamespaceIsAnotherWorld() {
        claim("a");
        assertThat(run("status", "a", "--namespace=shop").exitCode()).isEqualTo(ExitCode.NO);
    }

    @Test
    void aStoreThatIsNotThereIsTheUsersMistake() {
        Ran ran = run("status", "a", "--store=sqlite:none.db");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("none.db", "there is no such file");
        assertThat(directory.resolve("none.db")).doesNotExist();
    }

    // find

    @Test
    void listsTheNewestFirstAndSaysHowToGoOn() {
        for (int i = 0; i < 5; i++) {
            claim("job-" + i);
        }
        Ran ran = run("find", "--limit=2");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out().lines()).hasSize(3);
        assertThat(ran.out())
                .containsSubsequence("ID", "TYPE", "STATUS", "job-4", "job-3")
                .doesNotContain("job-2");
        assertThat(ran.err()).matches("there may be more: go on with --after \\d+, or ask for --all\n");
        String cursor = ran.err().replaceAll("\\D+", "");
        assertThat(run("find", "--limit=2", "--after", cursor).out()).containsSubsequence("job-2", "job-1");
    }

    @Test
    void filtersByStatusTypeAndTime() {
        die("dead-1");
        decide(claim("done-1"), Claims.succeed("7"));
        claim("running-1");
        claim(key("", "email.send", "mail-1"), "mail-1");
        assertThat(ids("find", "--status=dead,succeeded")).containsExactly("done-1", "dead-1");
        assertThat(ids("find", "--status=open", "--type=greet")).containsExactly("running-1");
        assertThat(ids("find", "--status=ended")).containsExactly("done-1", "dead-1");
        assertThat(ids("find", "--since=1h")).hasSize(4);
        assertThat(ids("find", "--since=1m")).isEmpty();
        assertThat(ids("find", "--finished-from=2020-01-01T00:00:00Z")).containsExactly("done-1", "dead-1");
        assertThat(ids("find", "--enqueued-until=2020-01-01T00:00:00+02:00")).isEmpty();
        assertThat(ids("find", "--id=mail-1")).containsExactly("mail-1");
        assertThat(ids("find", "--key=mail-1", "--tenant=acme")).isEmpty();
    }

    private List<String> ids(String... arguments) {
        Ran ran = RunWarren.in(directory).run(concat(arguments, "--json"));
        assertThat(ran.exitCode()).isEqualTo(ran.out().isEmpty() ? ExitCode.NO : ExitCode.DONE);
        return ran.out().lines().map(JobsCommandsTest::id).toList();
    }

    private static String[] concat(String[] arguments, String more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = more;
        return all;
    }

    private static String id(String line) {
        try {
            return json(line).get("id").asText();
        } catch (Exception e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void allGoesThroughEveryPage() {
        List<ClaimRequest> many = IntStream.range(0, 2_500)
                .mapToObj(i -> Claims.request("many-" + i, Coordinates.FIRST))
                .toList();
        store.claim(WORKER, many);
        assertThat(run("find", "--all", "--json").out().lines()).hasSize(2_500);
        assertThat(run("find", "--limit=1200", "--json").out().lines()).hasSize(1_200);
    }

    @Test
    void namesTheNearestStatus() {
        Ran ran = run("find", "--status=runing");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .startsWith("warren: --status knows no 'runing'. Did you mean 'running'? It is one of pending,");
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThat(run("find", "--after=x").err()).contains("--after: the cursor 'x' was not made by this store");
        assertThat(run("find", "--limit=0").err()).contains("--limit is 0; it must be at least 1");
        assertThat(run("find", "--since=1h", "--enqueued-from=2020-01-01T00:00:00Z")
                        .err())
                .contains("leave one out");
        assertThat(run("find", "--finished-from=2020-01-02T00:00:00Z", "--finished-until=2020-01-01T00:00:00Z")
                        .err())
                .contains("ends before it begins");
    }

    @Test
    void findingNothingIsANo() {
        Ran ran = run("find", "--type=none");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("no job that the store knows fits");
    }

    // result

    @Test
    void printsWhatAHandlerAnswered() throws Exception {
        decide(claim("a"), Claims.succeed("{\"sum\":9007199254740993}"));
        Ran ran = run("result", "a");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).isEqualTo("{\"sum\":9007199254740993}\n");
        JsonNode answer = json(run("result", "a", "--json").out());
        assertThat(answer.get("ended").asBoolean()).isTrue();
        assertThat(answer.at("/job/result/sum").asLong()).isEqualTo(9_007_199_254_740_993L);
    }

    @Test
    void saysWhyThereIsNoResult() throws Exception {
        die("dead");
        Ran dead = run("result", "dead");
        assertThat(dead.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(dead.out()).isEmpty();
        assertThat(dead.err()).startsWith("job dead has no result: given up on");

        claim("running");
        Ran running = run("result", "running", "--wait=0s", "--json");
        assertThat(running.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(running.err()).contains("has not ended after PT0S: it is running, at attempt 1");
        assertThat(json(running.out()).get("ended").asBoolean()).isFalse();

        decide(claim("large"), Claims.succeed("{\"warren-left-out\":\"it has 70000 bytes\"}"));
        Ran large = run("result", "large");
        assertThat(large.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(large.err()).isEqualTo("the result of job large was not kept: it has 70000 bytes\n");

        claim(key("acme", "greet", "7"), "7");
        claim(key("", "greet", "7"), "7");
        assertThat(run("result", "7").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("result", "7", "--tenant=acme", "--wait=0s").exitCode()).isEqualTo(ExitCode.NO);
    }

    // cancel

    @Test
    void answersForEachJob() throws Exception {
        claim("running");
        die("dead");
        decide(claim("retry"), Claims.retry(Coordinates.FIRST));
        store.release(List.of(claim("pending")));
        Ran ran = run("cancel", "running", "dead", "retry", "pending", "nobody");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(ran.out().lines())
                .hasSize(5)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("cancelled: job running: it was with a worker. The workers could not"),
                        line -> assertThat(line).startsWith("too late: job dead: it has ended"),
                        line -> assertThat(line).startsWith("try again: job retry: its retry is being published"),
                        line -> assertThat(line).startsWith("cancelled: job pending: it will not run again"),
                        line -> assertThat(line)
                                .startsWith("unknown: job nobody: the store does not know it")
                                .contains("cancel it by --type and --key"));
        assertThat(statusOf("running")).isEqualTo(JobStatus.CANCELLED);
        assertThat(statusOf("pending")).isEqualTo(JobStatus.CANCELLED);
        assertThat(statusOf("retry")).isEqualTo(JobStatus.DECIDED_RETRY);

        Ran again = run("cancel", "pending", "--json");
        assertThat(again.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(json(again.out()).at("/jobs/0/answer").asText()).isEqualTo("cancelled");
        assertThat(json(again.out()).at("/jobs/0/sentence").asText()).contains("had been cancelled before");
    }

    @Test
    void cancelsAJobThatNobodyHasSeenByTypeAndKey() {
        Ran ran = run("cancel", "--type=greet", "--key=later");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).startsWith("cancelled: job of key later: no worker has seen it");
        assertThat(statusOf("later")).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void cancelsNoneOfSeveralJobsWithOneId() {
        claim(key("", "greet", "7"), "7");
        claim(key("acme", "greet", "7"), "7");
        Ran ran = run("cancel", "7");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(ran.out()).startsWith("ambiguous: job 7: several jobs have this id, and none was cancelled");
        assertThat(run("cancel", "7", "--tenant=acme").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(statusOf("7")).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void refusesToGuessWhatToCancel() {
        assertThat(run("cancel").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("cancel", "a", "--type=greet", "--key=b").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("cancel", "--key=b").err()).contains("--key needs --type");
    }
}
