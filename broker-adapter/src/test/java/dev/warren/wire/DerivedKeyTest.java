package dev.warren.wire;

import static dev.warren.wire.Messages.bytes;
import static dev.warren.wire.Messages.headers;
import static dev.warren.wire.Messages.read;
import static dev.warren.wire.Messages.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.Message;
import dev.warren.job.KeySource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DerivedKeyTest {
    /** {@code printf '{"a":1,"b":[true,"ä"]}' | sha256sum}, computed elsewhere. */
    private static final String KNOWN = "sha256:815be6ec30106c8934edb62299880a20626d9e763ebdb6e24b7c08c92e3e214d";

    private static MessageReader.Keyed byPayload(Message message) throws MalformedMessage {
        return reader().keyed(read(message), KeySource.payload());
    }

    @Test
    void theKeyOfAPayloadIsTheSha256OfItsCanonicalForm() throws MalformedMessage {
        JobMessage job = byPayload(Messages.of("greet", "id-1", "{ \"b\": [true, \"\\u00e4\"], \"a\": 1.0 }"))
                .job();
        assertThat(job.key()).isEqualTo(KNOWN);
    }

    @Test
    void messagesOfTheSameContentHaveOneKeyWhateverTheirIdsAndBytes() throws MalformedMessage {
        MessageReader.Keyed one = byPayload(Messages.of("greet", "id-1", "{\"a\":1,\"b\":[2,3]}"));
        MessageReader.Keyed other = byPayload(Messages.of("greet", "id-2", "{\"b\":[2e0,3.0], \"a\":1}"));
        MessageReader.Keyed different = byPayload(Messages.of("greet", "id-1", "{\"a\":1,\"b\":[3,2]}"));
        assertThat(other.job().key()).isEqualTo(one.job().key()).isNotEqualTo("id-1");
        assertThat(other.job().id()).isNotEqualTo(one.job().id());
        assertThat(other.compared()).isEqualTo(one.compared());
        assertThat(different.job().key()).isNotEqualTo(one.job().key());
    }

    @Test
    void theProducersOwnKeyComesFirst() throws MalformedMessage {
        Message message = Messages.of(headers("idempotency-key", "order-7", "event", "e-1"));
        assertThat(byPayload(message).job().key()).isEqualTo("order-7");
        assertThat(reader().keyed(read(message), KeySource.header("event"))
                        .job()
                        .key())
                .isEqualTo("order-7");
    }

    @Test
    void aHeaderMayBeTheKeyAndTheIdIsWhereItIsMissing() throws MalformedMessage {
        KeySource source = KeySource.header("event");
        JobMessage with = read(Messages.of(headers("event", "e-1")));
        JobMessage without = read(Messages.of(headers()));
        assertThat(reader().keyed(with, source).job().key()).isEqualTo("e-1");
        assertThat(reader().keyed(without, source).job().key()).isEqualTo("id-1");
    }

    @Test
    void theKeyStandsInAllCopiesOfTheMessage() throws MalformedMessage {
        JobMessage job = byPayload(Messages.of("greet", "id-1", "{\"a\":1}")).job();
        Message copy = MessageWriter.deferred(job, Messages.NOW.plus(Duration.ofSeconds(1)), Messages.NOW);
        assertThat(read(copy).key()).isEqualTo(job.key());
        assertThat(copy.properties().messageId()).isEqualTo("id-1");
        assertThat(copy.body()).isEqualTo(bytes("{\"a\":1}"));
    }

    @Test
    void byTheMessagesIdNothingChanges() throws MalformedMessage {
        JobMessage job = read(Messages.of(headers()));
        MessageReader.Keyed keyed = reader().keyed(job, KeySource.messageId());
        assertThat(keyed.job()).isSameAs(job);
        assertThat(keyed.compared()).isSameAs(job.message().body());
    }

    @Test
    void whatTheKeyDependsOnMustBeReadable() {
        assertThatThrownBy(() -> byPayload(Messages.of("greet", "id-1", "{\"a\":")))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("not JSON");
        JobMessage job = read(Messages.of(headers("event", "x".repeat(256))));
        assertThatThrownBy(() -> reader().keyed(job, KeySource.header("event")))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("`event`");
    }

    @Test
    void aBlankHeaderNameIsRefused() {
        assertThatThrownBy(() -> KeySource.header(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
