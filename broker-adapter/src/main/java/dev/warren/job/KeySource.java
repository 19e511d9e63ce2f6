package dev.warren.job;

/**
 * What makes two messages of a type the same job, where the producer has not said it: the header {@code idempotency-key} always comes first.
 */
public sealed interface KeySource {
    /** Answers what the case for this kind of source answers. */
    <T> T match(Cases<T> cases);

    /** The message's id: what is sent twice with one id is one job. The default. */
    static KeySource messageId() {
        return MessageId.INSTANCE;
    }

    /**
     * The payload: messages of the same content are one job, whatever their ids. Compared is the meaning and not the bytes, by a SHA-256
     * of the JSON in the form of RFC 8785, so neither the order of fields nor white space matters. Each delivery costs a reading of its
     * payload more. Deduplication reaches as far as the store remembers: the same content may run again when that is over.
     */
    static KeySource payload() {
        return Payload.INSTANCE;
    }

    /**
     * A header that the producer sends anyway, such as its own event id; the message's id where that is missing.
     *
     * @throws IllegalArgumentException when {@code name} is blank
     */
    static KeySource header(String name) {
        return new Header(name);
    }

    /**
     * One function for each kind of source.
     *
     * @param <T> what they answer
     */
    interface Cases<T> {
        /** For the message's id. */
        T messageId();

        /** For the payload. */
        T payload();

        /** For a header. */
        T header(String name);
    }

    /** The message's id. */
    record MessageId() implements KeySource {
        static final MessageId INSTANCE = new MessageId();

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.messageId();
        }
    }

    /** The payload. */
    record Payload() implements KeySource {
        static final Payload INSTANCE = new Payload();

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.payload();
        }
    }

    /**
     * A header.
     *
     * @param name its name
     */
    record Header(String name) implements KeySource {
        /** Checks the name. */
        public Header {
            if (name.isBlank()) {
                throw new IllegalArgumentException("the name of the header that holds the key is blank");
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.header(name);
        }
    }
}
