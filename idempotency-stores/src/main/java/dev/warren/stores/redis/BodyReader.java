package dev.warren.stores.redis;

import dev.warren.idempotency.Decided;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.PastAttempt;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.Suspicion;
import dev.warren.job.Coordinates;
import dev.warren.outcome.Failure;
import dev.warren.stores.DecidedCodec;
import dev.warren.stores.HistoryCodec;
import dev.warren.topology.LaneName;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads what {@link BodyWriter} wrote. A success that the fast way wrote still has in its body who had the job and what went wrong before;
 * that is passed over. Trusts no length.
 */
final class BodyReader {
    private final DataInputStream in;
    private int parts;

    BodyReader(DataInputStream in) {
        this.in = in;
    }

    JobRecord record(RecordForm.Head head) throws IOException {
        parts = in.readUnsignedShort();
        long payloadHash = in.readLong();
        Instant enqueuedAt = time();
        boolean ended = head.status().isFinal();
        boolean first = !has(BodyWriter.COORDINATES);
        Coordinates coordinates = first ? Coordinates.FIRST : new Coordinates(in.readInt(), in.readInt());
        int attempt = first ? 1 : in.readInt();
        Optional<LaneName> lane = has(BodyWriter.LANE) ? Optional.of(new LaneName(in.readUTF())) : Optional.empty();
        Instant startedAt = Micros.instant(head.started());
        Instant dueAt = has(BodyWriter.DUE) ? time() : startedAt;
        int crashes = has(BodyWriter.CRASHES) ? in.readInt() : 0;
        Optional<Failure> error = error();
        Optional<Decided> decided =
                has(BodyWriter.DECIDED) ? Optional.of(DecidedCodec.decode(bytes())) : Optional.empty();
        Optional<Progress> progress = progress();
        List<PastAttempt> history = has(BodyWriter.HISTORY) ? HistoryCodec.decode(bytes()) : List.of();
        return new JobRecord(
                head.key(),
                head.id(),
                payloadHash,
                head.status(),
                coordinates,
                attempt,
                ended || head.owner().isEmpty() ? Optional.empty() : Optional.of(new Owner(head.owner())),
                head.fence(),
                ended ? Suspicion.NONE : suspicion(),
                crashes,
                decided,
                result(head),
                head.status() == JobStatus.SUCCEEDED ? Optional.empty() : error,
                enqueuedAt,
                startedAt,
                dueAt,
                ended ? Optional.of(Micros.instant(head.finished())) : Optional.empty(),
                lane,
                progress,
                history);
    }

    private boolean has(int part) {
        return (parts & part) != 0;
    }

    private Suspicion suspicion() {
        if (has(BodyWriter.STARTED)) {
            return Suspicion.STARTED;
        }
        return has(BodyWriter.SUSPECT) ? Suspicion.SUSPECT : Suspicion.NONE;
    }

    private Optional<Failure> error() throws IOException {
        return has(BodyWriter.ERROR) ? Optional.of(new Failure(text(), text(), text())) : Optional.empty();
    }

    private Optional<Progress> progress() throws IOException {
        return has(BodyWriter.PROGRESS)
                ? Optional.of(new Progress(in.readLong(), in.readLong(), text()))
                : Optional.empty();
    }

    /** All that is left. */
    private Optional<String> result(RecordForm.Head head) throws IOException {
        byte[] rest = in.readAllBytes();
        if (!head.hasResult() && rest.length > 0) {
            throw new IOException("more bytes than it has parts");
        }
        return head.hasResult() ? Optional.of(new String(rest, StandardCharsets.UTF_8)) : Optional.empty();
    }

    private Instant time() throws IOException {
        try {
            return Instant.ofEpochSecond(in.readLong(), in.readInt());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IOException("a time out of bounds", e);
        }
    }

    private String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    private byte[] bytes() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException("a length of " + length + " with " + in.available() + " bytes left");
        }
        return in.readNBytes(length);
    }
}
