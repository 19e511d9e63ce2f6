package dev.warren.stores.redis;

import dev.warren.idempotency.LeaseLapsedException;
import dev.warren.idempotency.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs scripts for one store, and notices when it is not what it was: emptied, or set back to an earlier state. Both end in a warning, and work
 * goes on by what is there.
 */
final class Server implements AutoCloseable {
    static final String SCHEMA = "2";

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final long ANOTHER_EPOCH = 1;
    private static final long LAPSED = 2;
    private static final int MOST_EPOCHS = 3;

    private final Link link;
    private final Names names;
    private final Failures failures;
    private final AtomicLong highestFence = new AtomicLong();
    private volatile Epoch epoch;
    private volatile boolean closed;

    /** Whose store it is, and since when: an emptied store begins another epoch. */
    private record Epoch(String id, String value) {}

    /** What is done when there is no store of the name. */
    enum IfMissing {
        MADE,
        REFUSED
    }

    private Server(Link link, Names names, Failures failures, Epoch epoch) {
        this.link = link;
        this.names = names;
        this.failures = failures;
        this.epoch = epoch;
    }

    /** The store with these names. */
    static Server open(Link link, Names names, Failures failures, IfMissing ifMissing) {
        String id = "redis-" + UUID.randomUUID();
        return new Server(link, names, failures, epoch(link, names, failures, id, ifMissing));
    }

    private static Epoch epoch(Link link, Names names, Failures failures, String id, IfMissing ifMissing) {
        List<Object> found = link.run(
                Script.OPEN,
                List.of(names.store()),
                List.of(
                        Names.bytes(id),
                        Names.bytes(UUID.randomUUID().toString()),
                        Names.bytes(SCHEMA),
                        Names.bytes(ifMissing.name())));
        if (found.isEmpty()) {
            throw failures.refused("there is no such store on this server; name the one that the workers use");
        }
        String schema = found.get(2) == null ? "none" : Names.text(found.get(2));
        if (!schema.equals(SCHEMA)) {
            throw failures.refused("its schema has version " + schema + ", this Warren knows " + SCHEMA
                    + ": a newer one has opened it; upgrade this worker, or give it a store of another name");
        }
        return new Epoch(Names.text(found.get(0)), Names.text(found.get(1)));
    }

    String id() {
        return epoch.id();
    }

    /** What a script replies, without the number it begins with. {@code arguments} lacks the epoch. */
    List<Object> run(Script script, List<String> jobs, List<byte[]> arguments) {
        return run(script, jobs, arguments, null);
    }

    /**
     * The same on behalf of an owner.
     *
     * @throws LeaseLapsedException when the script finds the owner's lease ended
     */
    List<Object> run(Script script, List<String> jobs, List<byte[]> arguments, @Nullable Owner owner) {
        return runOn(script, names.keys(jobs), arguments, owner);
    }

    /** The same on keys by {@link #names}, the fixed ones included. */
    List<Object> runOn(Script script, List<byte[]> keys, List<byte[]> arguments, @Nullable Owner owner) {
        if (closed) {
            throw failures.refused("it was closed");
        }
        List<byte[]> all = new ArrayList<>(arguments.size() + 1);
        all.add(new byte[0]);
        all.addAll(arguments);
        for (int i = 0; i < MOST_EPOCHS; i++) {
            Epoch known = epoch;
            all.set(0, Names.bytes(known.value()));
            List<Object> reply = link.run(script, keys, all);
            long how = (Long) reply.get(0);
            if (how == LAPSED && owner != null) {
                throw new LeaseLapsedException(owner);
            }
            if (how != ANOTHER_EPOCH) {
                return reply;
            }
            renew(known);
        }
        throw failures.refused("it is emptied again and again; find out by whom");
    }

    /** Somebody emptied it, and perhaps somebody else has noticed before. The id stays if it can: other workers go by it. */
    private synchronized void renew(Epoch known) {
        if (epoch.equals(known)) {
            epoch = epoch(link, names, failures, known.id(), IfMissing.MADE);
            highestFence.set(0);
            LOG.warn(
                    "{} was emptied (FLUSHALL, or a restart without what it had) and begins anew as {}. What was claimed is"
                            + " fenced and comes round again, and what was done is not known any more: jobs whose messages are"
                            + " still about run a second time",
                    failures.where(),
                    epoch.id());
        }
    }

    /** The highest fence that was heard of in an epoch. */
    record Highest(String epoch, long fence) {}

    /** Before fences are asked for. */
    Highest highestFence() {
        String since = epoch.value();
        return new Highest(since, highestFence.get());
    }

    /** What was highest here {@code before} asking, and what the server says was highest there, and which it gave since. */
    void gave(Highest before, long there, long last) {
        highestFence.accumulateAndGet(last, Math::max);
        boolean isEmptied = !before.epoch().equals(epoch.value()); // which was said
        if (there < before.fence() && !isEmptied) {
            LOG.warn(
                    "{} was set back to an earlier state (a failover to a replica that lagged, or an older file): what it was"
                            + " told last is lost. Jobs claimed or ended then run a second time if their messages are still about",
                    failures.where());
        }
    }

    Names names() {
        return names;
    }

    Failures failures() {
        return failures;
    }

    String info(String section) {
        return link.info(names.store(), section);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            link.close();
        }
    }
}
