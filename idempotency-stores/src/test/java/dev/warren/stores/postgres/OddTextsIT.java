package dev.warren.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobQuery;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Texts that PostgreSQL would refuse: nothing of them is lost, and no neighbour in the batch suffers. */
@Tag("store-server")
class OddTextsIT {
    private static final Owner ME = new Owner("me \0");

    private static JobKey key(String text) {
        return new JobKey("n\0", "t\0", new JobTypeName("type\0"), text);
    }

    private static ClaimRequest request(String text) {
        return Claims.carrying(Claims.request(key(text), Coordinates.FIRST), "id " + text, 7);
    }

    @Test
    void zerosInKeysIdsOwnersAndResultsComeBack() throws Exception {
        List<String> texts = List.of("a\0", "a", "a\uFDD00", "a\uFDD0", "\0", "a\0\0", "a\uFDD0\0", "a\uFDD01");
        try (TestSchema schema = TestSchema.make();
                PostgresStore store = schema.open()) {
            store.heartbeat(ME, Duration.ofMinutes(10));
            List<ClaimAnswer> answers =
                    store.claim(ME, texts.stream().map(OddTextsIT::request).toList());
            assertThat(answers).hasOnlyElementsOfType(ClaimAnswer.Granted.class);
            for (int i = 0; i < texts.size(); i++) {
                JobRecord record = store.find(key(texts.get(i))).orElseThrow();
                assertThat(record.key()).isEqualTo(key(texts.get(i)));
                assertThat(record.id()).isEqualTo(new JobId("id " + texts.get(i)));
                assertThat(record.owner()).contains(ME);
                assertThat(record.fence()).isEqualTo(((ClaimAnswer.Granted) answers.get(i)).fence());
                settle(store, record, Claims.succeed("\"" + texts.get(i) + "\""));
                assertThat(store.find(record.key()).orElseThrow().resultJson()).contains("\"" + texts.get(i) + "\"");
            }
            assertThat(store.search(JobQuery.builder().key("a\0").tenant("t\0").build())
                            .jobs())
                    .hasSize(1);
            assertThat(store.search(JobQuery.builder().id(new JobId("id a\0")).build())
                            .jobs())
                    .hasSize(1);
        }
    }

    private static void settle(PostgresStore store, JobRecord record, Decided decided) {
        store.decide(List.of(new Settlement(new FencedKey(record.key(), record.fence()), decided)));
    }

    @Test
    void aFailureOfHalvesOfLettersPoisonsNoBatch() throws Exception {
        Failure odd = new Failure("a.B", "half a letter \ud83d and \0", "at \udc00");
        Decided dead = new Decided(
                new Decision.Dead(DeadReason.MAX_AGE, odd, 1, Claims.START),
                Optional.of(new Publication(
                        "x\0", "", new Message(Message.Properties.of("t", "id", Map.of("\0", "\0")), new byte[] {0}))));
        try (TestSchema schema = TestSchema.make();
                PostgresStore store = schema.open()) {
            store.heartbeat(ME, Duration.ofMinutes(10));
            store.claim(ME, List.of(request("a"), request("b")));
            JobRecord one = store.find(key("a")).orElseThrow();
            JobRecord other = store.find(key("b")).orElseThrow();
            store.decide(List.of(
                    new Settlement(new FencedKey(one.key(), one.fence()), dead),
                    new Settlement(new FencedKey(other.key(), other.fence()), Claims.succeed("7"))));
            assertThat(store.find(one.key()).orElseThrow().error().orElseThrow().message())
                    .isEqualTo("half a letter ? and \0");
            assertThat(store.find(other.key()).orElseThrow().resultJson()).contains("7");
        }
    }
}
