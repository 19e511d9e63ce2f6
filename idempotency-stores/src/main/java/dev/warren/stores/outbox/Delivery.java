package dev.warren.stores.outbox;

import dev.warren.broker.Publication;
import dev.warren.publish.ConfirmedSender;
import dev.warren.publish.PublishFailed;
import dev.warren.stores.PublicationCodec;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Publishes rows and waits for what the broker says. Rows of one ordering key go one after the other, each when the one before is confirmed; all
 * others at once. A row that the broker would not have holds up those of its key and nobody else. Used by the relay's thread alone.
 */
final class Delivery {
    /** After this no more is begun; what is under way has {@link OutboxRelay#CONFIRM_WITHIN} in addition. */
    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(4);

    private static final Duration RETURNED_AGAIN = Duration.ofSeconds(30);
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(2);

    /** No row waits for longer before it is tried again. */
    static final Duration LONGEST_AGAIN = RETURNED_AGAIN;

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Outbox outbox;
    private final ConfirmedSender sender;
    private final OutboxMetrics metrics;
    private final LongSupplier nanos;

    Delivery(Outbox outbox, ConfirmedSender sender, OutboxMetrics metrics, LongSupplier nanos) {
        this.outbox = outbox;
        this.sender = sender;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /**
     * A row that the broker would not have.
     *
     * @param seq the row
     * @param why in words
     * @param again when to try it again
     */
    record Trouble(long seq, String why, Duration again) {}

    /**
     * What became of rows; those in neither list are as they were.
     *
     * @param published confirmed by the broker
     * @param troubles not wanted by the broker
     * @param mayHaveMore whether there may be more to be published at once
     */
    record Outcome(List<Long> published, List<Trouble> troubles, boolean mayHaveMore) {}

    /** A row on its way. */
    private record Sent(Waiting row, Deque<Waiting> chain, CompletableFuture<Void> confirmed) {}

    Outcome deliver(List<Waiting> rows) {
        Collection<Deque<Waiting>> chains = chains(rows);
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), false);
        long end = nanos.getAsLong() + BEGINS_WITHIN.toNanos();
        boolean brokerAnswers = true;
        while (brokerAnswers && !chains.isEmpty() && nanos.getAsLong() - end < 0) {
            brokerAnswers = collect(sendFirstOfEach(chains, outcome), outcome);
            chains.removeIf(Deque::isEmpty);
        }
        metrics.relayed(outcome.published().size());
        boolean moreWait = rows.size() == Ground.MOST_ROWS || !chains.isEmpty();
        return new Outcome(
                outcome.published(),
                outcome.troubles(),
                brokerAnswers && moreWait && !outcome.published().isEmpty());
    }

    /** What must go one after the other. */
    private static Collection<Deque<Waiting>> chains(List<Waiting> rows) {
        Map<Object, Deque<Waiting>> chains = new LinkedHashMap<>();
        for (Waiting row : rows) {
            Object chain = row.orderingKey().isPresent() ? row.orderingKey().get() : row.seq();
            chains.computeIfAbsent(chain, key -> new ArrayDeque<>()).add(row);
        }
        return chains.values();
    }

    private List<Sent> sendFirstOfEach(Collection<Deque<Waiting>> chains, Outcome outcome) {
        List<Sent> sent = new ArrayList<>(chains.size());
        for (Deque<Waiting> chain : chains) {
            Waiting row = chain.remove();
            Optional<Publication> publication = publication(row, chain, outcome);
            publication.ifPresent(message -> sent.add(new Sent(row, chain, sender.send(message))));
        }
        return sent;
    }

    /** As it has to be sent now; empty when it can't be, which is noted. */
    private Optional<Publication> publication(Waiting row, Deque<Waiting> chain, Outcome outcome) {
        try {
            LaneName lane = new LaneName(row.lane());
            Topology topology = outbox.topology();
            if (!topology.lanes().contains(lane)) {
                throw new IllegalArgumentException("its lane " + lane + " is not in this relay's topology, which has "
                        + topology.lanes() + "; give the relay the topology that the job was enqueued with");
            }
            Publication kept = PublicationCodec.decode(row.publication());
            return Optional.of(outbox.publications().again(kept, lane, row.waited()));
        } catch (RuntimeException e) { // a StoreException: damaged; or a lane or type that no topology takes
            keep(row, chain, outcome, String.valueOf(e.getMessage()), RETURNED_AGAIN);
            return Optional.empty();
        }
    }

    /** Waits for all; false when the broker did not answer, or could not be reached. */
    private boolean collect(List<Sent> sent, Outcome outcome) {
        boolean brokerAnswers = true;
        for (Sent each : sent) {
            try {
                each.confirmed().join();
                outcome.published().add(each.row().seq());
            } catch (CompletionException e) {
                brokerAnswers &= isAboutTheRow(each, outcome, e.getCause());
            }
        }
        return brokerAnswers;
    }

    /** Notes what the broker has against a row; false when the failure says nothing about it. */
    private boolean isAboutTheRow(Sent sent, Outcome outcome, Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        if (failure instanceof PublishFailed.Returned
                || (failure instanceof PublishFailed.NotSent
                        && failure.getCause() instanceof IllegalArgumentException)) {
            keep(sent.row(), sent.chain(), outcome, why, RETURNED_AGAIN);
            return true;
        }
        if (failure instanceof PublishFailed.Refused) {
            keep(sent.row(), sent.chain(), outcome, why, REFUSED_AGAIN);
            return true;
        }
        sent.chain().clear(); // it may be enqueued, or not: those behind it must wait
        return false;
    }

    private void keep(Waiting row, Deque<Waiting> chain, Outcome outcome, String why, Duration again) {
        chain.clear();
        outcome.troubles().add(new Trouble(row.seq(), why, again));
        if (!row.trouble().equals(Optional.of(why))) {
            log.atLevel(again.equals(REFUSED_AGAIN) ? Level.WARN : Level.ERROR)
                    .addKeyValue("job_id", row.jobId())
                    .addKeyValue("lane", row.lane())
                    .log(
                            "a job in the outbox can't be published; it stays there, with those of its ordering key behind it, and is"
                                    + " tried again: {}",
                            why);
        }
    }
}
