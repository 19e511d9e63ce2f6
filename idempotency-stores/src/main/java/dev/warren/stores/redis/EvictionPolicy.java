package dev.warren.stores.redis;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the server throws no records away when its memory is full. The policy may change while the server runs, so it is looked at
 * now and then; while it is a wrong one nothing is claimed.
 */
final class EvictionPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(EvictionPolicy.class);
    private static final String WANTED = "noeviction";
    private static final String FIELD = "maxmemory_policy:";
    private static final long LOOK_EVERY_NANOS = 30_000_000_000L;

    private final Server server;
    private final boolean isVouchedFor;
    private final LongSupplier nanos;
    private volatile long nextLook;

    EvictionPolicy(Server server, boolean isVouchedFor, LongSupplier nanos) {
        this.server = server;
        this.isVouchedFor = isVouchedFor;
        this.nanos = nanos;
        this.nextLook = nanos.getAsLong();
    }

    /**
     * Returns if all is well.
     *
     * @throws dev.warren.idempotency.StoreException if the server may throw records away, or does not say
     */
    void check() {
        long now = nanos.getAsLong();
        if (isVouchedFor || now - nextLook < 0) {
            return;
        }
        String policy = value(server.info("memory"), FIELD);
        if (policy.isEmpty()) {
            throw server.failures()
                    .refused("it does not say what it does when its memory is full (INFO memory is not allowed here);"
                            + " see to maxmemory-policy noeviction, and vouch for it with evictionVouchedFor()");
        }
        if (!policy.equals(WANTED)) {
            throw server.failures()
                    .refused("its maxmemory-policy is " + policy
                            + ": it would throw away records when its memory is full,"
                            + " and jobs would run twice; set maxmemory-policy noeviction");
        }
        nextLook = now + LOOK_EVERY_NANOS;
    }

    /** Says once what a restart would cost. */
    void sayWhatARestartForgets() {
        if (value(server.info("persistence"), "aof_enabled:").equals("0")) {
            LOG.warn(
                    "{} keeps no append-only file: what it was told since its last snapshot is gone after a crash, and jobs may run a"
                            + " second time. Set appendonly yes, and appendfsync always if nothing answered may be lost",
                    server.failures().where());
        }
    }

    private static String value(String info, String field) {
        return info.lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .findFirst()
                .orElse("");
    }
}
