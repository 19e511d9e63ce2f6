package dev.warren.consume;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.wire.MessageReader;
import dev.warren.wire.PayloadCodec;
import java.time.Clock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What the stages share.
 *
 * @param nanos for intervals, as {@link System#nanoTime()} counts
 */
record WorkerParts(
        WorkerSettings settings,
        String workerId,
        IdempotencyStore store,
        LeaseKeeper lease,
        MessageReader reader,
        PayloadCodec codec,
        FollowUps followUps,
        Clock clock,
        LongSupplier nanos,
        DoubleSupplier random,
        StoreHealth storeHealth,
        JobMetrics metrics,
        Later later,
        Inbox inbox,
        InFlight inFlight) {}
