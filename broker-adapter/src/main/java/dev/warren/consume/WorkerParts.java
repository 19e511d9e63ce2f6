package dev.warren.consume;

import dev.warren.idempotency.IdempotencyStore;
import dev.warren.wire.MessageReader;
import dev.warren.wire.PayloadCodec;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.DoubleSupplier;

/** What the three stages share. */
record WorkerParts(
        WorkerSettings settings,
        String workerId,
        IdempotencyStore store,
        LeaseKeeper lease,
        MessageReader reader,
        PayloadCodec codec,
        FollowUps followUps,
        Clock clock,
        DoubleSupplier random,
        ThreadFactory threads,
        ScheduledExecutorService ticker,
        JobMetrics metrics,
        Mailbox<Delivery> inbox,
        InFlight inFlight) {}
