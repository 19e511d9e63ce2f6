package dev.warren.stores;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.Decided;
import dev.warren.job.Coordinates;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a decision part by part; {@link DecidedReader} reads them in the same order. */
final class DecidedWriter {
    static final int DEEPEST = 100;

    private final DataOutputStream out;

    DecidedWriter(DataOutputStream out) {
        this.out = out;
    }

    void write(Decided decided) throws IOException {
        decided.decision().match(new Parts());
        Optional<Publication> follows = decided.follows();
        out.writeBoolean(follows.isPresent());
        if (follows.isPresent()) {
            publication(follows.get());
        }
    }

    /** The kinds of decisions. A number is never used for another kind. */
    private final class Parts implements Decision.Cases<Decision> {
        @Override
        public Decision succeed(Decision.Succeed decision) {
            return part(decision, 1, () -> text(decision.resultJson().orElse(null)));
        }

        @Override
        public Decision retry(Decision.Retry decision) {
            return part(decision, 2, () -> {
                next(decision.next(), decision.nextAttempt(), decision.due(), decision.delay());
                failure(decision.failure());
            });
        }

        @Override
        public Decision snooze(Decision.Snooze decision) {
            return part(decision, 3, () -> next(decision.next(), decision.attempt(), decision.due(), decision.delay()));
        }

        @Override
        public Decision dead(Decision.Dead decision) {
            return part(decision, 4, () -> {
                text(decision.reason().name());
                failure(decision.failure());
                out.writeInt(decision.attempt());
                instant(decision.at());
            });
        }

        private Decision part(Decision decision, int kind, Writing rest) {
            try {
                out.writeByte(kind);
                rest.write();
                return decision;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private interface Writing {
        void write() throws IOException;
    }

    private void next(Coordinates next, int attempt, Instant due, Duration delay) throws IOException {
        out.writeInt(next.life());
        out.writeInt(next.run());
        out.writeInt(attempt);
        instant(due);
        out.writeLong(delay.getSeconds());
        out.writeInt(delay.getNano());
    }

    private void instant(Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private void failure(Failure failure) throws IOException {
        text(failure.type());
        text(failure.message());
        text(failure.stack());
    }

    void publication(Publication publication) throws IOException {
        text(publication.exchange());
        text(publication.routingKey());
        properties(publication.message().properties());
        bytes(publication.message().body());
    }

    private void properties(Message.Properties properties) throws IOException {
        text(properties.type());
        text(properties.messageId());
        text(properties.contentType());
        text(properties.contentEncoding());
        text(properties.correlationId());
        text(properties.replyTo());
        value(properties.timestampSeconds(), 0);
        value(properties.priority(), 0);
        text(properties.appId());
        text(properties.userId());
        text(properties.clusterId());
        text(properties.expiration());
        value(properties.headers(), 0);
    }

    /** One header: a letter for its class, as in AMQP where it has one, and its bytes. */
    private void value(@Nullable Object value, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("headers are nested more than " + DEEPEST + " deep");
        }
        if (value == null) {
            out.writeByte('V');
        } else if (value instanceof Integer number) {
            out.writeByte('I');
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Short number) {
            out.writeByte('s');
            out.writeShort(number);
        } else if (value instanceof Byte number) {
            out.writeByte('b');
            out.writeByte(number);
        } else if (value instanceof Boolean truth) {
            out.writeByte('t');
            out.writeBoolean(truth);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Float number) {
            out.writeByte('f');
            out.writeInt(Float.floatToRawIntBits(number));
        } else if (value instanceof BigDecimal number) {
            out.writeByte('D');
            out.writeInt(number.scale());
            bytes(number.unscaledValue().toByteArray());
        } else if (value instanceof Date date) {
            out.writeByte('T');
            out.writeLong(date.getTime());
        } else if (value instanceof byte[] bytes) {
            out.writeByte('x');
            bytes(bytes);
        } else {
            textOrNested(value, depth);
        }
    }

    private void textOrNested(Object value, int depth) throws IOException {
        if (value instanceof Map<?, ?> table) {
            out.writeByte('F');
            out.writeInt(table.size());
            for (Map.Entry<?, ?> entry : table.entrySet()) {
                text(String.valueOf(entry.getKey()));
                value(entry.getValue(), depth + 1);
            }
        } else if (value instanceof List<?> list) {
            out.writeByte('A');
            out.writeInt(list.size());
            for (Object element : list) {
                value(element, depth + 1);
            }
        } else {
            out.writeByte('S'); // by the port's word, whatever else there is is text
            text(value.toString());
        }
    }

    private void text(@Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void bytes(byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
