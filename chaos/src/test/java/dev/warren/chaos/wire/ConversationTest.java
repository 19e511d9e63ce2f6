package dev.warren.chaos.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where in the stream a frame is, told from frames written by hand. */
class ConversationTest {
    private static final int PUBLISH = 40;
    private static final int DELIVER = 60;
    private static final int ACK = 80;
    private static final int CHANNEL = 1;

    private final Conversation conversation = new Conversation(exchange -> exchange.startsWith("jobs.default"));

    /** A method's arguments, or a header's or body's payload. */
    private interface Payload {
        void write(DataOutputStream out) throws IOException;
    }

    private static Frame frame(int type, int channel, Payload payload) throws IOException {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        payload.write(new DataOutputStream(inner));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(whole);
        out.writeByte(type);
        out.writeShort(channel);
        out.writeInt(inner.size());
        inner.writeTo(out);
        out.writeByte(0xCE);
        return read(whole.toByteArray()).orElseThrow();
    }

    private static Optional<Frame> read(byte[] bytes) throws IOException {
        return Frame.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static Frame method(int channel, int method, Payload arguments) throws IOException {
        return frame(1, channel, out -> {
            out.writeShort(60);
            out.writeShort(method);
            arguments.write(out);
        });
    }

    private static Frame publish(String exchange) throws IOException {
        return method(CHANNEL, PUBLISH, out -> {
            out.writeShort(0);
            shortText(out, exchange);
            shortText(out, "key");
            out.writeByte(0);
        });
    }

    private static Frame deliver(int channel, String exchange) throws IOException {
        return method(channel, DELIVER, out -> {
            shortText(out, "consumer");
            out.writeLong(1);
            out.writeByte(0);
            shortText(out, exchange);
            shortText(out, "key");
        });
    }

    private static Frame ack(int channel, long tag, int multiple) throws IOException {
        return method(channel, ACK, out -> {
            out.writeLong(tag);
            out.writeByte(multiple);
        });
    }

    private static Frame header(long bodySize) throws IOException {
        return frame(2, CHANNEL, out -> {
            out.writeShort(60);
            out.writeShort(0);
            out.writeLong(bodySize);
            out.writeShort(0);
        });
    }

    private static Frame body(int channel, int size) throws IOException {
        return frame(3, channel, out -> out.write(new byte[size]));
    }

    private static void shortText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte(bytes.length);
        out.write(bytes);
    }

    @Test
    void countsAPublishFromItsMethodToTheEndOfItsLastBody() throws Exception {
        Frame method = publish("jobs.default");
        Frame header = header(30);
        Frame half = body(CHANNEL, 20);
        Frame rest = body(CHANNEL, 10);

        assertThat(conversation.clientSays(method)).contains(new Piece(Passage.PUBLISH, 0, method.length(), false));
        assertThat(conversation.clientSays(header))
                .contains(new Piece(Passage.PUBLISH, method.length(), header.length(), false));
        int before = method.length() + header.length();
        assertThat(conversation.clientSays(half)).contains(new Piece(Passage.PUBLISH, before, half.length(), false));
        assertThat(conversation.clientSays(body(2, 10)))
                .as("of another channel")
                .isEmpty();
        assertThat(conversation.clientSays(rest))
                .contains(new Piece(Passage.PUBLISH, before + half.length(), rest.length(), true));
        assertThat(conversation.clientSays(rest)).as("of nothing").isEmpty();
    }

    @Test
    void endsAMessageWithoutABodyWithItsHeader() throws Exception {
        conversation.clientSays(publish("jobs.default"));
        assertThat(conversation.clientSays(header(0)).orElseThrow().isLast()).isTrue();
    }

    @Test
    void passesByWhatGoesThroughOtherExchangesAndTheConfirmsForIt() throws Exception {
        assertThat(conversation.clientSays(publish("jobs.control"))).isEmpty();
        assertThat(conversation.clientSays(header(0))).isEmpty();
        conversation.clientSays(publish("jobs.default"));

        assertThat(conversation.brokerSays(ack(CHANNEL, 1, 0))).isEmpty();
        assertThat(conversation.brokerSays(ack(CHANNEL, 2, 0)).orElseThrow().passage())
                .isEqualTo(Passage.CONFIRM);
        assertThat(conversation.brokerSays(ack(CHANNEL, 2, 0))).as("twice").isEmpty();
    }

    @Test
    void seesAConfirmOfManyThatCoversAJob() throws Exception {
        conversation.clientSays(publish("jobs.default"));
        conversation.clientSays(publish("jobs.control"));

        assertThat(conversation.brokerSays(ack(CHANNEL, 2, 1))).isPresent();
        assertThat(conversation.brokerSays(ack(CHANNEL, 2, 1))).isEmpty();
    }

    @Test
    void takesForAcksOnlyThoseOnTheChannelThatDeliversJobs() throws Exception {
        conversation.brokerSays(deliver(1, "jobs.control"));
        assertThat(conversation.clientSays(ack(1, 1, 0))).isEmpty();

        assertThat(conversation
                        .brokerSays(deliver(2, "jobs.default.delay.00"))
                        .orElseThrow()
                        .passage())
                .isEqualTo(Passage.DELIVERY);
        assertThat(conversation.clientSays(ack(1, 1, 0))).isEmpty();
        assertThat(conversation.clientSays(ack(2, 1, 0)).orElseThrow().passage())
                .isEqualTo(Passage.ACK);
    }

    @Test
    void readsNoFrameOutOfAStreamThatEndsInTheMiddle() throws Exception {
        byte[] whole = publish("jobs.default").bytes();
        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length))).isEmpty();
        }
        assertThat(read(whole).orElseThrow().bytes()).isEqualTo(whole);
    }
}
