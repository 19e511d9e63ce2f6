package dev.warren.stores.redis;

import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.StoreException;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a store's keys are called; {@code common.lua} lists them. The braces are what Redis Cluster goes by: all keys of a store live on the
 * same server.
 */
final class Names {
    /** Where a set stands among the keys of every script, from 1. */
    static final int OPEN = 4;

    static final int SUCCEEDED = 5;
    static final int ENDED = 6;
    static final int LOCKS = 9;

    private static final List<String> FIXED =
            List.of("store", "leases", "order", "open", "succeeded", "ended", "ids", "scopes", "locks", "arrivals");

    private final String jobPrefix;
    private final String lockPrefix;
    private final List<byte[]> fixed;

    Names(String store) {
        String prefix = "{warren:" + store + "}:";
        jobPrefix = prefix + "job:";
        lockPrefix = prefix + "lock:";
        fixed = FIXED.stream().map(name -> bytes(prefix + name)).toList();
    }

    /** The keys of a script: the fixed ones, and the records of some jobs. */
    List<byte[]> keys(List<String> jobs) {
        List<byte[]> keys = new ArrayList<>(fixed.size() + jobs.size());
        keys.addAll(fixed);
        for (String job : jobs) {
            keys.add(bytes(jobPrefix + job));
        }
        return keys;
    }

    /** The keys of a script: the fixed ones, and some locks. */
    List<byte[]> lockKeys(List<JobKey> locks) {
        List<byte[]> keys = new ArrayList<>(fixed);
        locks.forEach(lock -> keys.add(lockKey(lock)));
        return keys;
    }

    byte[] jobKey(JobKey job) {
        return bytes(jobPrefix + job(job));
    }

    byte[] lockKey(JobKey lock) {
        return bytes(lockPrefix + job(lock));
    }

    /** The key that says whose this is. */
    byte[] store() {
        return fixed.get(0);
    }

    static String scope(JobKey key) {
        return escaped(key.namespace()) + "/" + escaped(key.tenant()) + "/"
                + escaped(key.type().value());
    }

    static String job(JobKey key) {
        return scope(key) + "/" + key.key();
    }

    /** The key of which {@link #job} made {@code name}. */
    static JobKey key(String name) {
        String[] parts = name.split("/", 4);
        try {
            return new JobKey(plain(parts[0]), plain(parts[1]), new JobTypeName(plain(parts[2])), parts[3]);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new StoreException("the store in Redis holds a job under the damaged name '" + name + "'", e);
        }
    }

    /** Before all entries of an id in {@code ids}; what follows is the job. */
    static String idPrefix(JobId id) {
        String text = id.value();
        return bytes(text).length + ":" + text + ":";
    }

    private static String escaped(String part) {
        return part.indexOf('%') < 0 && part.indexOf('/') < 0
                ? part
                : part.replace("%", "%25").replace("/", "%2F");
    }

    private static String plain(String part) {
        return part.indexOf('%') < 0 ? part : part.replace("%2F", "/").replace("%25", "%");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
