package dev.warren.idempotency;

import dev.warren.job.JobTypeName;
import org.jspecify.annotations.Nullable;

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

    /** As a record's own, spelled out: that one is put together at run time, which costs a starting worker dearly. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobKey that
                && key.equals(that.key)
                && type.value().equals(that.type.value())
                && tenant.equals(that.tenant)
                && namespace.equals(that.namespace);
    }
}
