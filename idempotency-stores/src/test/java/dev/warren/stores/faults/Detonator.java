package dev.warren.stores.faults;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Ends this process at the point it was armed for, as abruptly as a SIGKILL does: no shutdown hook runs, nothing is flushed or closed. */
final class Detonator {
    private final SharedLedger ledger;
    private final AtomicReference<@Nullable CrashPoint> armed = new AtomicReference<>();

    Detonator(SharedLedger ledger) {
        this.ledger = ledger;
    }

    void arm(CrashPoint point) {
        armed.set(point);
    }

    void passing(CrashPoint point) {
        if (armed.compareAndSet(point, null)) {
            ledger.note(Entry.Event.CRASHING, ProcessHandle.current().pid(), point.name());
            Runtime.getRuntime().halt(137);
        }
    }
}
