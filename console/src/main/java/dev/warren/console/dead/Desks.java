package dev.warren.console.dead;

import dev.warren.console.ExitCode;
import dev.warren.console.config.Key;
import dev.warren.console.config.Origin;
import dev.warren.console.config.Setting;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.connect.Stopping;
import dev.warren.deadletter.DeadLetterDesk;
import dev.warren.deadletter.UnroutedDesk;
import dev.warren.idempotency.IdempotencyStore;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/**
 * The desks that the settings make, and the store they look into; closed with this. Until then Ctrl-C interrupts the work, which gives back
 * in order what it holds.
 */
final class Desks implements AutoCloseable {
    private static final Duration GIVE_BACK_WITHIN = Duration.ofSeconds(10);

    private final Connections connections;
    private final Optional<IdempotencyStore> store;
    private final Stopping stopping = Stopping.by(Thread.currentThread()::interrupt, GIVE_BACK_WITHIN);

    private Desks(Connections connections, Optional<IdempotencyStore> store) {
        this.connections = connections;
        this.store = store;
        stopping.endWith(ExitCode.INTERRUPTED);
    }

    /** Desks that know the workers' store, if there is one. Without it, superseded letters are not told from others. */
    static Desks open(Common common) {
        Connections connections = common.connections();
        return new Desks(connections, isThere(common) ? Optional.of(connections.existingStore()) : Optional.empty());
    }

    /** Desks that need no store. */
    static Desks withoutStore(Common common) {
        return new Desks(common.connections(), Optional.empty());
    }

    /** Nobody has named a store, and the file that would be it by default is not there; or the workers remember in memory. */
    private static boolean isThere(Common common) {
        Setting setting = common.settings().get(Key.STORE);
        String text = setting.value().orElse("");
        if (text.equals("memory")) {
            return false;
        }
        return !(setting.origin() instanceof Origin.Default)
                || Files.exists(common.world().directory().resolve(text.replaceFirst("^sqlite:", "")));
    }

    Connections connections() {
        return connections;
    }

    boolean knowStore() {
        return store.isPresent();
    }

    DeadLetterDesk dead() {
        DeadLetterDesk.Builder builder = DeadLetterDesk.on(connections.broker())
                .topology(connections.topology())
                .confirmWithin(connections.timeout());
        return store.map(builder::store).orElse(builder).build();
    }

    UnroutedDesk unrouted() {
        return new UnroutedDesk(connections.broker(), connections.topology(), connections.timeout());
    }

    @Override
    public void close() {
        stopping.close();
        store.ifPresent(IdempotencyStore::close);
    }
}
