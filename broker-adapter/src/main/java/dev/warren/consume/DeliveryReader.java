package dev.warren.consume;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.LockingStore;
import dev.warren.idempotency.PayloadHash;
import dev.warren.job.JobTypeName;
import dev.warren.job.KeySource;
import dev.warren.outcome.DeadReason;
import dev.warren.outcome.Decision;
import dev.warren.outcome.Failure;
import dev.warren.wire.JobMessage;
import dev.warren.wire.MalformedMessage;
import dev.warren.wire.MessageReader;
import dev.warren.wire.Reading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first half of claiming: reads deliveries and decides what can be decided without the store. What is malformed, of an unknown type or
 * not yet due goes to the settle stage. Used by the claim stage alone.
 */
final class DeliveryReader {
    private static final Logger log = LoggerFactory.getLogger(DeliveryReader.class);

    private final WorkerSettings settings;
    private final MessageReader reader;
    private final Clock clock;
    private final JobMetrics metrics;
    private final SettleOrders settle;
    private final boolean locks;
    private final Set<JobTypeName> warnedWithoutId = new HashSet<>();

    /** Deliveries whose key another one of the same batch has. */
    private List<Delivery> postponed = new ArrayList<>();

    DeliveryReader(WorkerParts parts, SettleOrders settle) {
        this.settings = parts.settings();
        this.reader = parts.reader();
        this.clock = parts.clock();
        this.metrics = parts.metrics();
        this.settle = settle;
        this.locks = parts.store() instanceof LockingStore;
    }

    /** Takes the deliveries whose key another one of the last batch had; to be read again with the next. */
    List<Delivery> takePostponed() {
        List<Delivery> taken = postponed;
        postponed = new ArrayList<>();
        return taken;
    }

    /** Reads a batch; answers what asks for permission, one delivery for each key. The rest has gone to the settle stage. */
    List<Candidate> read(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        Map<JobKey, Candidate> candidates = new LinkedHashMap<>(2 * deliveries.size());
        for (Delivery delivery : deliveries) {
            if (!delivery.source().isGone()) {
                // No message may end the claim stage, whatever is in it: the broker would deliver it to the next
                // worker, and end
                // that one too.
                try {
                    read(delivery, now, candidates);
                } catch (RuntimeException e) {
                    log.error("a message could not be handled; it becomes a dead letter. Please report this", e);
                    settle.malformed(delivery, "it could not be handled: " + e);
                }
            }
        }
        return List.copyOf(candidates.values());
    }

    private void read(Delivery delivery, Instant now, Map<JobKey, Candidate> candidates) {
        Reading reading = reader.read(delivery.message(), now);
        if (reading instanceof Reading.Readable readable) {
            sort(delivery, readable.job(), now, candidates);
        } else if (reading instanceof Reading.Malformed malformed) {
            settle.malformed(delivery, malformed.sentence());
        }
    }

    /** Decides what can be decided without the store. */
    private void sort(Delivery delivery, JobMessage job, Instant now, Map<JobKey, Candidate> candidates) {
        var handled = settings.handlers().find(job.type());
        if (handled.isEmpty()) {
            unknownType(delivery, job, now);
            return;
        }
        Duration early = job.early(now);
        Duration tolerated = job.delayLeft().isPresent()
                ? Duration.ZERO
                : settings.topology().ladder().unit();
        if (early.compareTo(tolerated) > 0) {
            settle.defer(delivery, job, early, "not yet due");
            return;
        }
        if (job.uniqueness().isPresent() && !locks) {
            settle.malformed(
                    delivery,
                    "it has a unique key, of which this worker's store knows nothing; use one that has locks");
            return;
        }
        if (handled.get().type().keySource().equals(KeySource.messageId())) {
            noteMissingId(delivery, job);
        }
        candidate(delivery, job, handled.get()).ifPresent(candidate -> {
            if (candidates.putIfAbsent(candidate.key(), candidate) != null) {
                postponed.add(delivery);
            }
        });
    }

    /** What can't be read is refused where it is run, unless its key depends on it; then there is no candidate. */
    private Optional<Candidate> candidate(Delivery delivery, JobMessage job, Handlers.Handled<?> handled) {
        KeySource source = handled.type().keySource();
        try {
            MessageReader.Keyed keyed = reader.keyed(job, source);
            return Optional.of(candidate(delivery, keyed.job(), handled, PayloadHash.of(keyed.compared())));
        } catch (MalformedMessage e) {
            if (source.equals(KeySource.messageId())) {
                return Optional.of(candidate(delivery, job, handled, PayloadHash.UNKNOWN));
            }
            settle.malformed(delivery, e.sentence());
            return Optional.empty();
        }
    }

    private Candidate candidate(Delivery delivery, JobMessage job, Handlers.Handled<?> handled, long payloadHash) {
        JobKey key = new JobKey(settings.topology().namespace(), job.tenantId().orElse(""), job.type(), job.key());
        return new Candidate(delivery, job, handled, key, payloadHash);
    }

    /** Another worker may know the type (a rolling deploy), so the job is put off for a while before it is given up on. */
    private void unknownType(Delivery delivery, JobMessage job, Instant now) {
        Instant since = job.deferredSince().orElse(now);
        Duration left = Duration.between(now, since.plus(settings.unknownTypeGrace()));
        if (!left.isNegative() && !left.isZero()) {
            settle.defer(delivery, job, HoldTime.of(job, left), "its type is not known to this worker");
            return;
        }
        String sentence = "no worker of the lane " + delivery.source().lane() + " knew the job type " + job.type()
                + " within " + settings.unknownTypeGrace() + "; deploy a worker that does, then replay";
        settle.deadBeforeClaim(
                delivery,
                job,
                new Decision.Dead(
                        DeadReason.UNKNOWN_TYPE, Failure.sentence("unknown-type", sentence), job.attempt(), now),
                JobEvent.TYPE_UNKNOWN,
                sentence);
    }

    private void noteMissingId(Delivery delivery, JobMessage job) {
        if (job.identity() == JobMessage.Identity.MADE) {
            metrics.withoutId();
            if (warnedWithoutId.add(job.type())) {
                JobLog.withoutId(job, delivery.source().lane());
            }
        }
    }
}
