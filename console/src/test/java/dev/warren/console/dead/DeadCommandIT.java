package dev.warren.console.dead;

import static dev.warren.testbed.Bed.SOON;
import static dev.warren.testbed.Bed.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.GetResponse;
import dev.warren.console.ExitCode;
import dev.warren.console.Launched;
import dev.warren.console.OnTerminal;
import dev.warren.console.RunWarren;
import dev.warren.console.RunWarren.Ran;
import dev.warren.testbed.Bed;
import dev.warren.testsupport.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator types about dead letters and unrouted messages, on a real broker. */
class DeadCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final Bed bed = Bed.make();

    @AfterEach
    void removeTheBed() {
        bed.close();
    }

    private Map<String, String> environment() {
        return Map.of(
                "RABBITMQ_URI", TestBroker.shared().uri().toString(),
                "WARREN_NAMESPACE", bed.topology().namespace(),
                "WARREN_LANES", "default");
    }

    private Ran run(String... arguments) {
        RunWarren warren = RunWarren.in(directory);
        environment().forEach(warren::with);
        return warren.run(arguments);
    }

    private JsonNode json(String... arguments) throws Exception {
        Ran ran = run(arguments);
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
        return JSON.readTree(ran.out());
    }

    private void publishDead(String id, String type, String reason, String body) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("dead-reason", reason);
        headers.put("dead-at", "2026-11-22T10:00:00Z");
        headers.put("error-type", "java.net.SocketTimeoutException");
        headers.put("error-message", "connect to " + id + " timed out");
        headers.put("error-stack", "java.net.SocketTimeoutException\n\tat Mail.send(Mail.java:7)");
        headers.put("attempt", 5);
        headers.put("tenant-id", "acme");
        headers.put("nested", Map.of("colour", "red"));
        bed.publish(
                "", bed.dead(), properties(type, id).headers(headers).build(), body.getBytes(StandardCharsets.UTF_8));
    }

    private void publishThree() {
        publishDead("a", "email.send", "attempts-exhausted", "{\"n\":12345678901234567890.1230,\n \"b\":true}");
        publishDead("b", "sms.send", "malformed", "no json");
        publishDead("c", "email.send", "poison", "[]");
        awaitDead(3);
    }

    private void awaitDead(long count) {
        await().atMost(SOON).until(() -> bed.ready(bed.dead()) == count);
    }

    @Test
    void listsAndShowsWithoutTakingAnythingAway() throws Exception {
        publishThree();
        Ran table = run("dead", "list");
        assertThat(table.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(table.out())
                .contains("LANE", "email.send", "SocketTimeoutException: connect to a timed out", "3 shown");
        JsonNode filtered = json("dead", "list", "--type", "email.*", "--error", "TO C", "--json");
        assertThat(filtered.at("/letters/0/id").asText()).isEqualTo("c");
        assertThat(filtered.at("/letters")).hasSize(1);
        assertThat(filtered.at("/letters/0/died_at").asText()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(filtered.at("/lanes/0/there").asLong()).isEqualTo(3);

        Ran shown = run("dead", "show", "a");
        assertThat(shown.out()).contains("\\tat Mail.send(Mail.java:7)", "attempts-exhausted", "acme", "colour=red");
        Ran exact = run("dead", "show", "a", "--json");
        assertThat(exact.out()).contains("12345678901234567890.1230");
        JsonNode noJson = json("dead", "show", "b", "--json");
        assertThat(noJson.at("/letters/0/payload_base64").asText()).isEqualTo("bm8ganNvbg==");
        assertThat(noJson.at("/letters/0/headers/nested/colour").asText()).isEqualTo("red");
        awaitDead(3);
    }

    @Test
    void saysThatThereIsNoSuchLetter() {
        Ran ran = run("dead", "show", "nobody");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("no dead letter has the id nobody");
    }

    @Test
    void replaysWhatIsNamedAndSaysWhatIsNotThere() throws Exception {
        publishThree();
        Ran ran = run("dead", "replay", "a", "zzz", "--json");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(JSON.readTree(ran.out()).get("replayed").asLong()).isOne();
        assertThat(ran.err()).contains("no dead letter has the id zzz");
        GetResponse replayed = bed.take(bed.lane()).orElseThrow();
        assertThat(replayed.getProps().getMessageId()).isEqualTo("a");
        awaitDead(2);
    }

    @Test
    void refusesToGuessWhatIsMeant() {
        publishThree();
        assertThat(run("dead", "replay").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("dead", "replay").err()).contains("nothing is named to replay", "--all");
        assertThat(run("dead", "purge", "--all").err()).contains("no terminal to ask: add --yes");
        assertThat(run("dead", "purge", "--all", "--type", "x").err()).contains("leave one out");
        assertThat(run("dead", "list", "--lane", "nowhere").err()).contains("there is no such lane. There are default");
        assertThat(run("dead", "replay", "--all", "--rate", "0").err()).contains("from 1 to 100000");
        awaitDead(3);
    }

    @Test
    void savesWhatItPurges() throws Exception {
        publishThree();
        Ran ran = run("dead", "purge", "--all", "--yes", "--save", "gone.jsonl");
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).contains("removed 3 of 3 dead letters");
        awaitDead(0);
        List<String> lines = Files.readAllLines(directory.resolve("gone.jsonl"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("12345678901234567890.1230");
        JsonNode first = JSON.readTree(lines.get(0));
        assertThat(first.get("id").asText()).isEqualTo("a");
        assertThat(first.get("lane").asText()).isEqualTo("default");
        assertThat(first.get("tenant").asText()).isEqualTo("acme");
        assertThat(first.at("/headers/dead-reason").asText()).isEqualTo("attempts-exhausted");
        assertThat(first.at("/payload/b").asBoolean()).isTrue();
        assertThat(JSON.readTree(lines.get(1)).has("payload")).isFalse();
    }

    @Test
    void removesNothingThatCanNotBeSaved() {
        publishThree();
        Ran ran = run("dead", "purge", "a", "--save", "no/such/directory/gone.jsonl");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("--save: can't write", "its directory must exist");
        awaitDead(3);
    }

    @Test
    void asksAPersonBeforeItPurgesAll() {
        publishThree();
        OnTerminal.Seen no = OnTerminal.run(directory, environment(), "n\n", "dead", "purge", "--all");
        assertThat(no.exitCode()).as(no.screen()).isEqualTo(ExitCode.NO);
        assertThat(no.screen())
                .contains("Remove all dead letters of default without saving them? [y/N]", "nothing was removed");
        awaitDead(3);
        OnTerminal.Seen yes = OnTerminal.run(directory, environment(), "y\n", "dead", "purge", "--all");
        assertThat(yes.exitCode()).as(yes.screen()).isEqualTo(ExitCode.DONE);
        assertThat(yes.screen()).contains("\u001b[32mremoved\u001b[0m 3 of 3", "removed default", "100%");
        awaitDead(0);
    }

    @Test
    void sendsUnroutedMessagesHome() throws Exception {
        String unrouted = bed.topology().unroutedQueue();
        bed.onBroker(channel -> channel.queueDelete(bed.lane()));
        bed.publish(properties("note", "lost").build(), "{}");
        bed.publish("", unrouted, properties("note", "moved").build(), "{}".getBytes(StandardCharsets.UTF_8));
        await().atMost(SOON).until(() -> bed.ready(unrouted) == 2);
        JsonNode listed = json("unrouted", "list", "--json");
        assertThat(listed.at("/messages/0/home").asText()).isEqualTo(bed.lane());
        assertThat(run("unrouted", "list").out()).contains("lost", "unknown: needs --lane", "there are 2");
        bed.declareAgain();
        Ran some = run("unrouted", "replay");
        assertThat(some.exitCode()).as(some.err()).isEqualTo(ExitCode.NO);
        assertThat(some.out()).contains("replayed 1 of 2 unrouted messages");
        assertThat(some.err()).contains("1 stay", "--lane");
        Ran rest = run("unrouted", "replay", "moved", "--lane", "default");
        assertThat(rest.exitCode()).as(rest.err()).isEqualTo(ExitCode.DONE);
        await().atMost(SOON).until(() -> bed.ready(bed.lane()) == 2);
    }

    @Test
    void saysWhereItLookedWhenThereIsNoBroker() {
        Ran ran = RunWarren.in(directory)
                .with("RABBITMQ_URI", "amqp://127.0.0.1:1")
                .run("dead", "list");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err()).contains("can't connect to amqp://127.0.0.1:1");
    }

    @Test
    void enqueuesAgainWhatWasSavedAsTheNextLife() throws Exception {
        publishThree();
        assertThat(run("dead", "purge", "--all", "--yes", "--save", "gone.jsonl")
                        .exitCode())
                .isEqualTo(ExitCode.DONE);
        Ran enqueued = run("enqueue", "--file", "gone.jsonl", "--skip-bad-lines", "bad.jsonl");
        assertThat(enqueued.err()).contains("body_base64");
        assertThat(Files.readAllLines(directory.resolve("bad.jsonl"))).hasSize(1);
        await().atMost(SOON).until(() -> bed.ready(bed.lane()) == 2);
        GetResponse again = bed.take(bed.lane()).orElseThrow();
        assertThat(again.getProps().getMessageId()).isEqualTo("a");
        assertThat(again.getProps().getType()).isEqualTo("email.send");
        assertThat(Bed.header(again, "dead-reason")).hasValue("attempts-exhausted");
        assertThat(Bed.header(again, "tenant-id")).hasValue("acme");
        assertThat(new String(again.getBody(), StandardCharsets.UTF_8))
                .isEqualTo("{\"n\":12345678901234567890.1230,\"b\":true}");
    }

    @Test
    void givesBackInOrderWhatItHoldsWhenItIsInterrupted() throws Exception {
        for (int i = 0; i < 100; i++) {
            publishDead("job-" + i, "note", "poison", "{}");
        }
        awaitDead(100);
        Launched replaying = Launched.in(directory, environment(), "dead", "replay", "--all", "--rate", "10");
        await().atMost(SOON).until(() -> bed.ready(bed.lane()) >= 5);
        replaying.interrupt().awaitExit(ExitCode.INTERRUPTED);
        assertThat(replaying.errors()).contains("the others are still there; start it again to go on");
        long replayed = bed.ready(bed.lane());
        awaitDead(100 - replayed);
        JsonNode rest = json("dead", "list", "--limit", "200", "--json").get("letters");
        for (int i = 0; i < rest.size(); i++) {
            assertThat(rest.get(i).get("id").asText()).isEqualTo("job-" + (replayed + i));
        }
    }
}
