package dev.warren.stores.redis;

import dev.warren.idempotency.StoreException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs that arrived together: an entry of {@code arrivals}.
 *
 * @param place of the first, which each of the others follows by one; it is the arrival's id, too
 * @param jobs their names
 */
record Arrival(long place, List<String> jobs) {
    private static final int PLACE_DIGITS = 16;

    /** How jobs stand in their arrival: the length of each in bytes, a colon and the job, one after the other. */
    static byte[] bytes(List<String> jobs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * jobs.size());
        for (String job : jobs) {
            byte[] name = Names.bytes(job);
            bytes.writeBytes(Micros.text(name.length));
            bytes.write(':');
            bytes.writeBytes(name);
        }
        return bytes.toByteArray();
    }

    /** The arrival with an id, {@code PLACE-0}. */
    static Arrival read(byte[] id, byte[] bytes) {
        try {
            return new Arrival(Long.parseLong(new String(id, 0, PLACE_DIGITS, StandardCharsets.US_ASCII)), jobs(bytes));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new StoreException("an arrival in Redis, of " + bytes.length + " bytes, is damaged: " + e, e);
        }
    }

    private static List<String> jobs(byte[] bytes) {
        List<String> jobs = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int length = 0;
            for (; bytes[at] != ':'; at++) {
                length = 10 * length + Character.digit(bytes[at], 10);
            }
            jobs.add(new String(bytes, at + 1, length, StandardCharsets.UTF_8));
            at += 1 + length;
        }
        return jobs;
    }
}
