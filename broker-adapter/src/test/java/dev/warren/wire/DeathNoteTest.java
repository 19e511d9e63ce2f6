package dev.warren.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.wire.DeathNote.Author;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeathNoteTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private static Message message(Map<String, Object> headers) {
        return new Message(Message.Properties.of("note", "a", headers), new byte[0]);
    }

    private static DeathNote note(Map<String, Object> headers) {
        return DeathNote.of(message(headers));
    }

    private static List<Map<String, Object>> deaths(String... reasons) {
        return Arrays.stream(reasons)
                .map(reason -> Map.<String, Object>of("reason", reason, "time", Date.from(AT)))
                .toList();
    }

    @Test
    void tellsWhatAWorkerWrote() {
        DeathNote note = note(Map.of(
                "dead-reason", "poison",
                "dead-at", AT.toString(),
                "dead-worker", "w-1",
                "life", "2",
                "attempt", 3.0,
                "error-type", "Boom",
                "error-message", "it went off",
                "error-stack", "at Boom"));
        assertThat(note)
                .isEqualTo(new DeathNote(
                        Author.WORKER,
                        "poison",
                        2,
                        Optional.of(3),
                        Optional.of("Boom"),
                        Optional.of("it went off"),
                        Optional.of("at Boom"),
                        Optional.of(AT),
                        Optional.of("w-1"),
                        Optional.empty()));
    }

    @Test
    void tellsWhatTheBrokerGaveUpOnWhateverAnEarlierDeathsHeadersSay() {
        DeathNote note = note(Map.of(
                "dead-reason",
                "poison",
                "dead-at",
                "2020-01-01T00:00:00Z",
                "dead-worker",
                "w-1",
                "life",
                1,
                "x-death",
                deaths("expired", "delivery_limit")));
        assertThat(note.author()).isEqualTo(Author.BROKER);
        assertThat(note.reason()).isEqualTo("delivery-limit");
        assertThat(note.at()).hasValue(AT);
        assertThat(note.worker()).isEmpty();
        assertThat(note.life()).isEqualTo(1);
    }

    @Test
    void takesTheLadderForNoDeath() {
        assertThat(note(Map.of("x-death", deaths("expired"))).author()).isEqualTo(Author.NOBODY);
        assertThat(note(Map.of("x-death", deaths("rejected"))).reason()).isEqualTo("rejected");
    }

    @Test
    void showsWhatIsOddWithoutTheOddHeaders() {
        Map<String, Object> odd = new HashMap<>();
        odd.put("dead-reason", List.of("x"));
        odd.put("life", "many");
        odd.put("attempt", -3);
        odd.put("dead-at", "yesterday");
        odd.put("x-death", "no list");
        odd.put("error-type", null);
        DeathNote note = note(odd);
        assertThat(note.reason()).isEqualTo("unknown");
        assertThat(note.life()).isZero();
        assertThat(note.attempt()).isEmpty();
        assertThat(note.at()).isEmpty();
    }

    @Test
    void replaysWithTheHeadersByWhichAWorkerKnowsItAndWithoutTheBrokers() {
        Message replayed = MessageWriter.replayed(
                message(Map.of("life", 1, "holds", 7, "colour", "red", "x-death", deaths("delivery_limit"))),
                "delivery-limit",
                Optional.of(AT));
        assertThat(replayed.properties().headers())
                .isEqualTo(Map.of(
                        "life", 1, "colour", "red", "dead-reason", "delivery-limit", "due-at", AT.toEpochMilli()));
        assertThat(MessageWriter.replayed(message(Map.of("dead-reason", "poison")), "other", Optional.empty())
                        .properties()
                        .headers())
                .isEqualTo(Map.of("dead-reason", "poison"));
    }
}
