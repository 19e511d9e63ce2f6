package dev.warren.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import dev.warren.consume.ControlFuzz;
import dev.warren.testsupport.FuzzCorpus;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code dev/fuzz} runs for long, in short. */
class FuzzCorpusTest {
    /** What stands before the properties in a header frame, and tells a target nothing. */
    private static final int WEIGHT_AND_SIZE = 10;

    @Test
    void anyMessageIsReadOrRefusedAndGoesOnAsTheSameJob() {
        FuzzCorpus.run("message", MessageFuzz::fuzzerTestOneInput);
    }

    @Test
    void anEnvelopesPayloadIsWhatStandsInIt() {
        FuzzCorpus.run("envelope", EnvelopeFuzz::fuzzerTestOneInput);
    }

    @Test
    void compressedBodiesAreInflatedWithinTheLimitOrRefused() {
        FuzzCorpus.run("gzip", GzipFuzz::fuzzerTestOneInput);
    }

    @Test
    void payloadsComeBackAsTheyWereRead() {
        FuzzCorpus.run("payload", PayloadFuzz::fuzzerTestOneInput);
    }

    @Test
    void strangersOnTheControlExchangeAreUnderstoodOrIgnored() {
        FuzzCorpus.run("control", ControlFuzz::fuzzerTestOneInput);
    }

    @Test
    void aTargetThatThrowsIsFound() {
        assertThatThrownBy(() -> FuzzCorpus.run("envelope", input -> {
                    throw new IllegalStateException("planted");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("planted");
    }

    @Test
    void messagesAreTakenApartAsTheClientDoes() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(Path.of("src/test/resources/fuzz/message"))) {
            files = listed.toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            byte[] header = new byte[WEIGHT_AND_SIZE + bytes.length];
            System.arraycopy(bytes, 0, header, WEIGHT_AND_SIZE, bytes.length);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(header));
            AMQP.BasicProperties client = new AMQP.BasicProperties(in);
            var ours = AmqpBytes.read(bytes);
            assertThat(ours.properties().type()).as(file.toString()).isEqualTo(client.getType());
            assertThat(ours.properties().messageId()).isEqualTo(client.getMessageId());
            assertThat(shown(ours.properties().headers())).isEqualTo(shown(client.getHeaders()));
            assertThat(ours.body()).isEqualTo(in.readAllBytes());
        }
    }

    private static String shown(@Nullable Map<String, Object> headers) {
        return headers == null ? "{}" : headers.toString().replaceAll("\\[B@\\w+", "bytes");
    }
}
