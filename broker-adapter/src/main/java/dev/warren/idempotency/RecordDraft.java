package dev.warren.idempotency;

import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.outcome.Failure;
import dev.warren.topology.LaneName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A record about to be written: the old one with some of its parts changed. */
final class RecordDraft {
    private final JobKey key;
    private final JobId id;
    private final Instant enqueuedAt;
    long payloadHash;
    JobStatus status = JobStatus.PENDING;
    Coordinates coordinates;
    int attempt;
    Optional<Owner> owner = Optional.empty();
    long fence;
    Suspicion suspicion = Suspicion.NONE;
    int crashes;
    Optional<Decided> decided = Optional.empty();
    Optional<String> resultJson = Optional.empty();
    Optional<Failure> error = Optional.empty();
    Instant startedAt;
    Instant dueAt;
    Optional<Instant> finishedAt = Optional.empty();
    Optional<LaneName> lane = Optional.empty();
    Optional<Progress> progress = Optional.empty();
    List<PastAttempt> history = List.of();

    /** Of a job not seen before. */
    RecordDraft(JobKey key, JobId id, Coordinates coordinates, int attempt, Instant enqueuedAt, Instant now) {
        this.key = key;
        this.id = id;
        this.coordinates = coordinates;
        this.attempt = attempt;
        this.enqueuedAt = enqueuedAt;
        this.startedAt = now;
        this.dueAt = now;
    }

    /** Of a job at a delivery's coordinates. */
    RecordDraft(ClaimRequest request, Instant now) {
        this(request.key(), request.id(), request.coordinates(), request.attempt(), request.enqueuedAt(), now);
        this.payloadHash = request.payloadHash();
        this.lane = Optional.of(request.lane());
    }

    /** Of a job that was enqueued, and that nobody has claimed. */
    RecordDraft(Registration registration, Instant now) {
        this(registration.key(), registration.id(), Coordinates.FIRST, 1, registration.enqueuedAt(), now);
        this.payloadHash = registration.payloadHash();
        this.lane = Optional.of(registration.lane());
        this.dueAt = registration.dueAt();
    }

    /** Of what is known. */
    RecordDraft(JobRecord record) {
        this(
                record.key(),
                record.id(),
                record.coordinates(),
                record.attempt(),
                record.enqueuedAt(),
                record.startedAt());
        this.payloadHash = record.payloadHash();
        this.status = record.status();
        this.owner = record.owner();
        this.fence = record.fence();
        this.suspicion = record.suspicion();
        this.crashes = record.crashes();
        this.decided = record.decided();
        this.resultJson = record.resultJson();
        this.error = record.error();
        this.dueAt = record.dueAt();
        this.finishedAt = record.finishedAt();
        this.lane = record.lane();
        this.progress = record.progress();
        this.history = record.history();
    }

    JobRecord build() {
        return new JobRecord(
                key,
                id,
                payloadHash,
                status,
                coordinates,
                attempt,
                owner,
                fence,
                suspicion,
                crashes,
                decided,
                resultJson,
                error,
                enqueuedAt,
                startedAt,
                dueAt,
                finishedAt,
                lane,
                progress,
                history);
    }

    /** Adds what was under way to the past; the oldest goes when there is too much of it. */
    void past(PastAttempt.Ending ending, Instant at, Optional<Failure> failure) {
        List<PastAttempt> longer = new ArrayList<>(history);
        longer.add(
                new PastAttempt(attempt, coordinates, owner, startedAt, at, ending, failure.map(PastAttempt::words)));
        history = longer.subList(Math.max(0, longer.size() - JobRecord.MOST_PAST_ATTEMPTS), longer.size());
    }

    /** With an end, and nobody who holds it. */
    JobRecord ended(JobStatus how, Optional<Instant> at) {
        status = how;
        owner = Optional.empty();
        decided = Optional.empty();
        suspicion = Suspicion.NONE;
        finishedAt = at;
        return build();
    }
}
