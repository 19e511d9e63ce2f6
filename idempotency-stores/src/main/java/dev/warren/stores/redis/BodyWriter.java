package dev.warren.stores.redis;

import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Progress;
import dev.warren.idempotency.Suspicion;
import dev.warren.job.Coordinates;
import dev.warren.outcome.Failure;
import dev.warren.stores.DecidedCodec;
import dev.warren.stores.HistoryCodec;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/** Writes what no script looks at, part by part; {@link BodyReader} reads it in the same order. Most jobs have few of the parts. */
final class BodyWriter {
    /** Which parts there are. A bit is never used for another part. */
    static final int COORDINATES = 1;

    static final int DUE = 1 << 1;
    static final int SUSPECT = 1 << 2;
    static final int STARTED = 1 << 3;
    static final int CRASHES = 1 << 4;
    static final int ERROR = 1 << 5;
    static final int DECIDED = 1 << 6;
    static final int LANE = 1 << 7;
    static final int PROGRESS = 1 << 8;
    static final int HISTORY = 1 << 9;

    private final DataOutputStream out;

    BodyWriter(DataOutputStream out) {
        this.out = out;
    }

    /** The body of a job's first record. */
    static void fresh(DataOutputStream out, ClaimRequest request) throws IOException {
        boolean first = isFirst(request.coordinates(), request.attempt());
        out.writeShort((first ? 0 : COORDINATES) | LANE);
        out.writeLong(request.payloadHash());
        time(out, request.enqueuedAt());
        if (!first) {
            coordinates(out, request.coordinates(), request.attempt());
        }
        out.writeUTF(request.lane().value());
    }

    private static boolean isFirst(Coordinates coordinates, int attempt) {
        return attempt == 1 && coordinates.equals(Coordinates.FIRST);
    }

    void write(JobRecord record) throws IOException {
        int parts = parts(record);
        out.writeShort(parts);
        out.writeLong(record.payloadHash());
        time(out, record.enqueuedAt());
        if ((parts & COORDINATES) != 0) {
            coordinates(out, record.coordinates(), record.attempt());
        }
        if ((parts & LANE) != 0) {
            out.writeUTF(record.lane().orElseThrow().value());
        }
        if ((parts & DUE) != 0) {
            time(out, record.dueAt());
        }
        if ((parts & CRASHES) != 0) {
            out.writeInt(record.crashes());
        }
        writeRare(record, parts);
    }

    private void writeRare(JobRecord record, int parts) throws IOException {
        if ((parts & ERROR) != 0) {
            Failure error = record.error().orElseThrow();
            text(error.type());
            text(error.message());
            text(error.stack());
        }
        if ((parts & DECIDED) != 0) {
            bytes(DecidedCodec.encode(record.decided().orElseThrow()));
        }
        if ((parts & PROGRESS) != 0) {
            Progress progress = record.progress().orElseThrow();
            out.writeLong(progress.done());
            out.writeLong(progress.total());
            text(progress.note());
        }
        if ((parts & HISTORY) != 0) {
            bytes(HistoryCodec.encode(record.history()));
        }
    }

    private static int parts(JobRecord record) {
        return bit(!isFirst(record.coordinates(), record.attempt()), COORDINATES)
                | bit(!record.dueAt().equals(record.startedAt()), DUE)
                | bit(record.suspicion() == Suspicion.SUSPECT, SUSPECT)
                | bit(record.suspicion() == Suspicion.STARTED, STARTED)
                | bit(record.crashes() > 0, CRASHES)
                | bit(record.error().isPresent(), ERROR)
                | bit(record.decided().isPresent(), DECIDED)
                | bit(record.lane().isPresent(), LANE)
                | bit(record.progress().isPresent(), PROGRESS)
                | bit(!record.history().isEmpty(), HISTORY);
    }

    private static int bit(boolean isThere, int bit) {
        return isThere ? bit : 0;
    }

    private static void coordinates(DataOutputStream out, Coordinates coordinates, int attempt) throws IOException {
        out.writeInt(coordinates.life());
        out.writeInt(coordinates.run());
        out.writeInt(attempt);
    }

    private static void time(DataOutputStream out, Instant time) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private void text(String text) throws IOException {
        bytes(Names.bytes(text));
    }

    private void bytes(byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
