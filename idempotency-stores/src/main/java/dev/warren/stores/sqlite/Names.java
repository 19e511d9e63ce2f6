package dev.warren.stores.sqlite;

import dev.warren.idempotency.JobKey;
import dev.warren.job.JobId;
import java.nio.charset.StandardCharsets;

/**
 * A job's key and its id behind it, as bytes for {@link Packed} rows. As in the file, an id that is the key is left out.
 *
 * @param bytes both
 * @param keyBytes how many of them are the key's
 */
record Names(byte[] bytes, int keyBytes) {
    static Names of(JobKey key, JobId id) {
        byte[] keyBytes = key.key().getBytes(StandardCharsets.UTF_8);
        byte[] bytes =
                id.value().equals(key.key()) ? keyBytes : (key.key() + id.value()).getBytes(StandardCharsets.UTF_8);
        return new Names(bytes, keyBytes.length);
    }

    int idBytes() {
        return bytes.length - keyBytes;
    }
}
