package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.broker.Publication.Care;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the line to one link after the other. When a link dies it opens the next, with backoff, and writes again whatever was not
 * confirmed, in order and unchanged.
 */
final class LineWriter implements Turns {
    private static final Logger log = LoggerFactory.getLogger(LineWriter.class);

    /** It is woken for whatever happens, so this is only to have a bound. */
    private static final Duration UNTIL_WOKEN = Duration.ofMinutes(1);

    /** Nobody wakes it for the last answer before the end. */
    private static final Duration WHILE_CLOSING = Duration.ofMillis(20);

    private final Broker broker;
    private final SenderSettings settings;
    private final ConfirmedSender.LinkCheck linkCheck;
    private final PublishMetrics metrics;
    private final LongSupplier nanos;
    private final DoubleSupplier random;
    private final Runnable wake;
    private final Line line;
    private final Answers answers;

    private volatile @Nullable TrackedLink current;
    private volatile String lastTrouble = "no connection was tried yet";
    private int failures;
    private long nextTryNanos;

    LineWriter(SenderParts parts, Line line, Answers answers) {
        this.broker = parts.broker();
        this.settings = parts.settings();
        this.linkCheck = parts.linkCheck();
        this.metrics = parts.metrics();
        this.nanos = parts.nanos();
        this.random = parts.random();
        this.wake = parts.driver()::wakeWriter;
        this.line = line;
        this.answers = answers;
        this.nextTryNanos = nanos.getAsLong();
    }

    @Override
    public Duration turn() {
        if (current == null && untilNextTry().isZero()) {
            open();
        }
        TrackedLink link = current;
        if (link != null) {
            link.write(line);
            if (link.isDead()) {
                abandon(link);
            }
        }
        return rest();
    }

    private Duration rest() {
        Duration longest = current == null ? untilNextTry() : UNTIL_WOKEN;
        return line.isClosed() && longest.compareTo(WHILE_CLOSING) > 0 ? WHILE_CLOSING : longest;
    }

    private Duration untilNextTry() {
        return Duration.ofNanos(Math.max(0, nextTryNanos - nanos.getAsLong()));
    }

    private void open() {
        TrackedLink link = new TrackedLink(broker, answers, wake);
        try {
            link.open(linkCheck);
        } catch (RuntimeException e) { // whatever it is, publishing must not end with it
            lastTrouble = String.valueOf(e.getMessage());
            log.atWarn()
                    .addKeyValue("broker", broker.address())
                    .log("publisher can't connect, trying again: {}", lastTrouble);
            link.close();
            backOff();
            return;
        }
        current = link;
        metrics.connected();
        log.atInfo().addKeyValue("broker", broker.address()).log("publisher connected");
    }

    /** A link is dead: what it did not get confirmed is for the next, which may be due at once. */
    private void abandon(TrackedLink link) {
        lastTrouble = link.endedBy().orElse("closed");
        int unconfirmed = takeBack(link);
        if (!line.isDone()) {
            log.atWarn()
                    .addKeyValue("broker", broker.address())
                    .log(
                            "publisher lost its connection ({}); {} unconfirmed will be sent again",
                            lastTrouble,
                            unconfirmed);
        }
        // A link that carried nothing counts as a failure too: otherwise a publication that the broker answers by
        // closing the channel (no such exchange, no right to it) would be sent again without a pause.
        if (link.wasAnswered()) {
            failures = 0;
            nextTryNanos = nanos.getAsLong();
        } else {
            backOff();
        }
    }

    /**
     * Ends a link; what was not confirmed goes back to the head of the line. Answers how many that are. What may get lost is not written
     * twice: it may be what has broken the link.
     */
    private int takeBack(TrackedLink link) {
        link.close();
        Collection<Pending> unconfirmed = link.takeUnconfirmed();
        current = null;
        Map<Boolean, List<Pending>> kept = unconfirmed.stream()
                .collect(Collectors.partitioningBy(
                        pending -> pending.publication().care() == Care.KEPT));
        line.goBack(kept.get(true));
        kept.get(false).forEach(pending -> answers.unanswered(pending, "before its connection broke"));
        metrics.disconnected();
        return kept.get(true).size();
    }

    private void backOff() {
        failures++;
        Duration wait = settings.reconnect().before(failures + 1, random.getAsDouble());
        nextTryNanos = nanos.getAsLong() + wait.toNanos();
    }

    @Override
    public boolean isOver() {
        return line.isDone();
    }

    @Override
    public void end() {
        TrackedLink link = current;
        if (link != null) {
            takeBack(link);
        }
    }

    // For other threads.

    boolean isConnected() {
        return current != null;
    }

    /** How publishing stands, for messages. */
    String state() {
        TrackedLink link = current;
        if (link == null) {
            return "not connected to " + broker.address() + ": " + lastTrouble;
        }
        return link.blockedBy()
                .map(reason -> "the broker blocks publishing: " + reason)
                .orElse("connected");
    }

    /** Drops what passed its deadline: while the broker is away or does not answer, it would pile up. */
    void forgetSettled() {
        line.forgetSettled();
        TrackedLink link = current;
        if (link != null) {
            link.forgetSettled();
        }
    }
}
