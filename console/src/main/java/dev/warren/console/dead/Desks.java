package dev.warren.console.dead;

import dev.warren.console.config.Key;
import dev.warren.console.config.Origin;
import dev.warren.console.config.Setting;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.deadletter.DeadLetterDesk;
import dev.warren.idempotency.IdempotencyStore;
import java.nio.file.Files;
import java.util.Optional;

/** The desks that the settings make, and the store they look into; closed with this. */
final class Desks implements AutoCloseable {
    private final Connections connections;
    private final Optional<IdempotencyStore> store;

    private Desks(Connections connections, Optional<IdempotencyStore> store) {
        this.connections = connections;
        this.store = store;
    }

    /** Desks that know the workers' store, if there is one. Without it, superseded letters are not told from others. */
    static Desks open(Common common) {
        Connections connections = common.connections();
        return new Desks(connections, isThere(common) ? Optional.of(connections.existingStore()) : Optional.empty());
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

    @Override
    public void close() {
        store.ifPresent(IdempotencyStore::close);
    }
}
