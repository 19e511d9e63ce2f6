package dev.warren.stores.redis;

import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.StoreException;
import dev.warren.job.JobId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Records as bytes. {@code common.lua} explains the head, which scripts read and write; id and owner, which they only read, begin the body. The
 * rest is {@link BodyWriter}'s and {@link BodyReader}'s alone.
 */
final class RecordForm {
    static final int HEAD = 71;

    private static final int FORM = '1';

    /** The result is what follows the body; a capital stands in young records, which only scripts write. */
    private static final String WITH_RESULT = "tT";

    private static final int REVISIONS = 10_000;
    private static final int FENCE = 7;
    private static final int PLACE = 23;
    private static final int STARTED = 39;
    private static final int FINISHED = 55;
    private static final int ID_DIGITS = 3;
    private static final int OWNER_DIGITS = 5;
    private static final int LONGEST_OWNER = 99_999;

    private RecordForm() {}

    /** What stands after the head in the record of a job that is claimed for the first time, in its first life. */
    static byte[] fresh(ClaimRequest request, Owner owner) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeNames(out, idOf(request.key(), request.id()), owner.value());
            BodyWriter.fresh(out, request);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail in this way
        }
        return bytes.toByteArray();
    }

    /** A record as it is to be written, in place of one that was read. */
    static byte[] bytes(JobRecord record, Stored before) {
        int revision = number(before.head(), 3, 7);
        return bytes(record, before.place(), (revision + 1) % REVISIONS);
    }

    /** A record that is new. */
    static byte[] bytes(JobRecord record, long place) {
        return bytes(record, place, 0);
    }

    private static byte[] bytes(JobRecord record, long place, int revision) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            out.writeByte(letter(record.status()));
            out.writeByte(record.resultJson().isPresent() ? 't' : isPlain(record) ? 'f' : 'n');
            out.write(digits(revision, 4));
            out.write(Micros.digits(record.fence()));
            out.write(Micros.digits(place));
            out.write(Micros.digits(Micros.of(record.startedAt())));
            out.write(Micros.digits(record.finishedAt().map(Micros::of).orElse(0L)));
            writeNames(
                    out,
                    idOf(record.key(), record.id()),
                    record.owner().map(Owner::value).orElse(""));
            new BodyWriter(out).write(record);
            if (record.resultJson().isPresent()) {
                out.write(Names.bytes(record.resultJson().get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail in this way
        }
        return bytes.toByteArray();
    }

    /** Whether a success of it is written by changing the head alone. */
    private static boolean isPlain(JobRecord record) {
        return record.status() == JobStatus.RUNNING && record.coordinates().life() == 0;
    }

    private static String idOf(JobKey key, JobId id) {
        return id.value().equals(key.key()) ? "" : id.value();
    }

    private static void writeNames(DataOutputStream out, String id, String owner) throws IOException {
        byte[] idBytes = Names.bytes(id);
        byte[] ownerBytes = Names.bytes(owner);
        if (ownerBytes.length > LONGEST_OWNER) {
            throw new IllegalArgumentException("an owner's id has " + ownerBytes.length + " bytes; at most "
                    + LONGEST_OWNER + " have a place in a record");
        }
        out.write(digits(idBytes.length, ID_DIGITS));
        out.write(idBytes);
        out.write(digits(ownerBytes.length, OWNER_DIGITS));
        out.write(ownerBytes);
    }

    private static byte[] digits(int number, int count) {
        byte[] all = Micros.digits(number);
        return Arrays.copyOfRange(all, all.length - count, all.length);
    }

    /** The record that was written under a job's key. */
    static Stored read(JobKey key, byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != FORM) {
            throw new StoreException(
                    "a record in Redis has form '" + (bytes.length == 0 ? "" : String.valueOf((char) bytes[0]))
                            + "'; this Warren knows '1': a newer one wrote it, upgrade this worker",
                    null);
        }
        try (ByteArrayInputStream in = new ByteArrayInputStream(bytes)) {
            in.skipNBytes(HEAD);
            JobStatus status = status(bytes[1]);
            String id = text(in, ID_DIGITS);
            String owner = text(in, OWNER_DIGITS);
            JobRecord record = new BodyReader(new DataInputStream(in))
                    .record(new Head(
                            key,
                            new JobId(id.isEmpty() ? key.key() : id),
                            status,
                            owner,
                            number(bytes, FENCE),
                            number(bytes, STARTED),
                            number(bytes, FINISHED),
                            WITH_RESULT.indexOf(bytes[2]) >= 0));
            return new Stored(Stored.head(bytes), number(bytes, PLACE), record);
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException("a record in Redis, of " + bytes.length + " bytes, is damaged: " + e, e);
        }
    }

    /**
     * What stands before the body.
     *
     * @param owner empty when nobody has it
     * @param hasResult whether what follows the body is the result
     */
    record Head(
            JobKey key,
            JobId id,
            JobStatus status,
            String owner,
            long fence,
            long started,
            long finished,
            boolean hasResult) {}

    private static String text(ByteArrayInputStream in, int digits) throws IOException {
        byte[] length = in.readNBytes(digits);
        int wanted = number(length, 0, digits);
        byte[] text = in.readNBytes(wanted);
        if (text.length < wanted) {
            throw new IOException("it ends too early");
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        for (int i = from; i < from + 16; i++) {
            number = number * 10 + digit(bytes, i);
        }
        return number;
    }

    private static int number(byte[] bytes, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + digit(bytes, i);
        }
        return number;
    }

    private static int digit(byte[] bytes, int at) {
        if (at >= bytes.length || bytes[at] < '0' || bytes[at] > '9') {
            throw new IllegalArgumentException("no digit at byte " + at);
        }
        return bytes[at] - '0';
    }

    /** A letter is never used for another status. */
    private static int letter(JobStatus status) {
        return switch (status) {
            case PENDING -> 'p';
            case RUNNING -> 'r';
            case RETRYING -> 'w';
            case DECIDED_RETRY -> 'R';
            case DECIDED_DEAD -> 'D';
            case DECIDED_SUCCEEDED -> 'S';
            case SUCCEEDED -> 's';
            case DEAD -> 'd';
            case CANCELLED -> 'c';
            case EXPIRED -> 'e';
        };
    }

    private static JobStatus status(int letter) {
        for (JobStatus status : JobStatus.values()) {
            if (letter(status) == letter) {
                return status;
            }
        }
        throw new IllegalArgumentException("status '" + (char) letter + "'");
    }
}
