package dev.warren.consume;

import dev.warren.broker.Message;
import dev.warren.broker.Message.Properties;
import dev.warren.broker.Publication;
import dev.warren.broker.Publication.Care;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Answers those who have set {@code reply_to}. Best effort: nothing waits for an answer, one that is lost is not repeated, and one may come
 * twice. A stranger's word must not choose where workers publish, so it names a queue and never an exchange, and none of the topology's
 * own. Used by the settle stage alone.
 */
final class Replies {
    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    /** The property {@code type} of an answer. */
    static final String TYPE = "warren.result";

    /** How many bytes may wait for their confirms, so that a broker that does not take them can't fill the memory. */
    private static final int ROOM = 16 << 20;

    /** What a small one counts. */
    private static final int LEAST = 16 << 10;

    /** How many may wait for their confirms. */
    static final int MOST_UNDER_WAY = ROOM / LEAST;

    /** An AMQP short string's length, in bytes. */
    private static final int LONGEST = 255;

    private final String ownNames;
    private final Outbox outbox;
    private final JobMetrics metrics;
    private final Semaphore room = new Semaphore(ROOM);
    private boolean warned;

    Replies(WorkerParts parts, Outbox outbox) {
        this.ownNames = parts.settings().topology().namespace() + ".";
        this.outbox = outbox;
        this.metrics = parts.metrics();
    }

    /**
     * Where an answer goes.
     *
     * @param queue the queue
     * @param correlationId by which the requester knows it
     */
    private record Address(String queue, @Nullable String correlationId) {}

    /** Answers whoever has sent one of these deliveries and wants to know; those that came twice, once. */
    void send(List<Delivery> deliveries, Supplier<Optional<Answer>> answer) {
        if (isWanted(deliveries)) {
            answer.get()
                    .ifPresent(told -> deliveries.stream()
                            .flatMap(this::address)
                            .distinct()
                            .forEach(to -> send(to, told)));
        }
    }

    /** Asked for every job, and nearly always answered with no. */
    private static boolean isWanted(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            if (delivery.message().properties().replyTo() != null) {
                return true;
            }
        }
        return false;
    }

    private Stream<Address> address(Delivery delivery) {
        Properties asked = delivery.message().properties();
        String queue = asked.replyTo();
        String correlationId = asked.correlationId() == null ? asked.messageId() : asked.correlationId();
        if (queue == null || queue.isBlank() || !fits(queue) || (correlationId != null && !fits(correlationId))) {
            return Stream.empty();
        }
        if (queue.startsWith(ownNames)) {
            refuse(queue);
            return Stream.empty();
        }
        return Stream.of(new Address(queue, correlationId));
    }

    /** What the client could not read as UTF-8 has become longer, and can't be written again. */
    private static boolean fits(String text) {
        return text.length() <= LONGEST / 3 || text.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    private void refuse(String queue) {
        metrics.replied(JobMetrics.Reply.REFUSED);
        log.atLevel(warned ? Level.DEBUG : Level.WARN)
                .log("a job asks for its result in {}, a queue of Warren's own; such answers are not sent", queue);
        warned = true;
    }

    private void send(Address to, Answer answer) {
        byte[] body = answer.body();
        int size = Math.min(Math.max(body.length, LEAST), ROOM);
        if (!room.tryAcquire(size)) {
            lost(to, answer, "too many answers wait for the broker");
            return;
        }
        Message message = new Message(properties(to, answer), body);
        outbox.send(new Publication("", to.queue(), message, Care.PASSING)).whenComplete((confirmed, failure) -> {
            room.release(size);
            if (failure == null) {
                metrics.replied(JobMetrics.Reply.SENT);
            } else {
                lost(to, answer, String.valueOf(failure.getMessage()));
            }
        });
    }

    private void lost(Address to, Answer answer, String why) {
        metrics.replied(JobMetrics.Reply.LOST);
        log.debug("the answer to {} about job {} is lost: {}", to.queue(), answer.jobId(), why);
    }

    private static Properties properties(Address to, Answer answer) {
        return new Properties(
                TYPE,
                null,
                "application/json",
                null,
                to.correlationId(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                answer.headers());
    }
}
