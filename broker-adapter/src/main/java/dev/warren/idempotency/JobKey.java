package dev.warren.idempotency;

import dev.warren.job.JobTypeName;

/**
 * What makes two messages the same job.
 *
 * @param namespace the topology's namespace
 * @param tenant the tenant, or an empty text
 * @param type the job type, so that two types may use the same order number
 * @param key the idempotency key
 */
public record JobKey(String namespace, String tenant, JobTypeName type, String key) {
    /** Of the two parts that differ most; texts remember theirs, and a key is looked up many times in a job's life. */
    @Override
    public int hashCode() {
        return 31 * key.hashCode() + type.value().hashCode();
    }
}
