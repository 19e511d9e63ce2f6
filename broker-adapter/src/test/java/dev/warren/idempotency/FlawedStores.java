package dev.warren.idempotency;

import dev.warren.idempotency.ClaimAnswer.Dropped;
import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.LockRules.Found;
import dev.warren.idempotency.LockRules.Life;
import dev.warren.idempotency.LockRules.LockStep;
import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.job.Coordinates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores with one rule of records switched off each. */
public final class FlawedStores {
    private FlawedStores() {}

    /** A decision is recorded whoever holds the job meanwhile. */
    public static OpenStore noFenceInDecide(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<Standing> decide(@Nullable JobRecord record, Settlement settlement, Instant now) {
                return super.decide(
                        record == null
                                ? null
                                : withFence(record, settlement.claim().fence()),
                        settlement,
                        now);
            }
        };
    }

    /** What is decided is marked whoever decided it. */
    public static OpenStore noFenceInMark(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Optional<JobRecord> mark(@Nullable JobRecord record, FencedKey claim, Instant now) {
                return record == null
                        ? Optional.empty()
                        : super.mark(record, new FencedKey(claim.key(), record.fence()), now);
            }
        };
    }

    private static ClaimRequest asking(ClaimRequest request, Coordinates coordinates) {
        return new ClaimRequest(
                request.key(),
                request.id(),
                coordinates,
                request.attempt(),
                request.payloadHash(),
                request.enqueuedAt(),
                request.expiresAt(),
                request.fenceInHand(),
                request.poisonAfter(),
                request.lane());
    }

    private static boolean isNewLife(JobRecord record, ClaimRequest request) {
        return request.coordinates().life() > record.coordinates().life();
    }

    /** Replays are of the same life as what they replay. */
    public static OpenStore noLives(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                return super.claim(
                        record,
                        asking(request, new Coordinates(0, request.coordinates().run())),
                        by);
            }
        };
    }

    /** A dead job runs again when its producer sends it again. */
    public static OpenStore resendRevives(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                Step<ClaimAnswer> right = super.claim(record, request, by);
                return right.answer() instanceof Dropped dropped && dropped.why() == Dropped.Why.DEAD
                        ? super.claim(null, request, by)
                        : right;
            }
        };
    }

    /** A replay does not overtake the mark of the death it follows. */
    public static OpenStore replayWaitsForMark(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                if (record == null || !isNewLife(record, request) || record.status() != JobStatus.DECIDED_DEAD) {
                    return super.claim(record, request, by);
                }
                return super.claim(record, asking(request, record.coordinates()), by);
            }
        };
    }

    /** A cancellation also overwrites what is decided. */
    public static OpenStore cancelOverwritesDecisions(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<CancelAnswer> cancel(@Nullable JobRecord record, JobKey key, Instant now) {
                return record != null && record.status().isDecided()
                        ? cancelled(record, nextFence(), now)
                        : super.cancel(record, key, now);
            }
        };
    }

    /** A lease that has ended is renewed. */
    public static OpenStore renewsEndedLeases(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected boolean mayRenew(Owner owner) {
                return true;
            }
        };
    }

    /** Claims need no lease. */
    public static OpenStore claimsWithoutLease(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected boolean mayClaim(Owner owner) {
                return true;
            }
        };
    }

    /** A claim whose answer got lost is held for the one who asked. */
    public static OpenStore lostAnswersAreHeld(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                Holder holder = by.holder() == Holder.SELF ? Holder.OTHER : by.holder();
                return super.claim(
                        record, request, new Asking(by.asking(), holder, by.heldUntil(), by.now(), by.fences()));
            }
        };
    }

    /** Whoever dies with a claim has been brought down by it. */
    public static OpenStore everyClaimCounts(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                if (record == null || record.status() != JobStatus.RUNNING || by.holder() != Holder.NOBODY) {
                    return super.claim(record, request, by);
                }
                return super.claim(startedSuspect(record), request, by);
            }
        };
    }

    /** A delivery below its record runs again. */
    public static OpenStore staleRuns(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                Step<ClaimAnswer> right = super.claim(record, request, by);
                return record != null && right.answer() instanceof Dropped dropped && dropped.why() == Dropped.Why.STALE
                        ? super.claim(at(withStatus(record, JobStatus.PENDING), request.coordinates()), request, by)
                        : right;
            }
        };
    }

    /** No crash is ever one too many. */
    public static OpenStore poisonNever(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                return super.claim(
                        record,
                        new ClaimRequest(
                                request.key(),
                                request.id(),
                                request.coordinates(),
                                request.attempt(),
                                request.payloadHash(),
                                request.enqueuedAt(),
                                request.expiresAt(),
                                request.fenceInHand(),
                                Integer.MAX_VALUE,
                                request.lane()),
                        by);
            }
        };
    }

    /** Records are forgotten when they are old, final or not. */
    public static OpenStore forgetsWhatIsNotFinal(Clock clock) {
        return new OpenStore(clock) {
            @Override
            public int expire(int most) {
                Instant old = clock.instant().minus(Duration.ofSeconds(2));
                List<JobKey> gone = records.values().stream()
                        .filter(record -> record.startedAt().isBefore(old))
                        .filter(record -> !record.status().isFinal())
                        .map(JobRecord::key)
                        .toList();
                gone.forEach(records::remove);
                return gone.size();
            }
        };
    }

    /** Between a claim's look at the record and its writing others may write: {@code gap} lets them. */
    public static OpenStore claimsNotAtomic(Clock clock, Runnable gap) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                Step<ClaimAnswer> step = super.claim(record, request, by);
                gap.run();
                return step;
            }
        };
    }

    /** Between a decision's look at the record and its writing others may write: {@code gap} lets them. */
    public static OpenStore decisionsNotAtomic(Clock clock, Runnable gap) {
        return new OpenStore(clock) {
            @Override
            protected Step<Standing> decide(@Nullable JobRecord record, Settlement settlement, Instant now) {
                Step<Standing> step = super.decide(record, settlement, now);
                gap.run();
                return step;
            }
        };
    }

    /** A claim with a lock goes by what it saw, looks again whether that is so still, and then writes: {@code gap} lets others in between. */
    private abstract static class LooksAgain extends OpenStore {
        private final Runnable gap;

        LooksAgain(Clock clock, Runnable gap) {
            super(clock);
            this.gap = gap;
        }

        /**
         * What must not have changed.
         *
         * @param holder who had the lock when it was looked at; the job itself when nobody had it
         */
        abstract List<Object> comparedFor(JobKey job, JobKey lock, JobKey holder);

        final Object record(JobKey key) {
            return Optional.ofNullable(records.get(key));
        }

        final Object lock(JobKey name) {
            return Optional.ofNullable(locks.get(name));
        }

        @Override
        protected ClaimAnswer locking(Owner owner, ClaimRequest request) {
            JobKey name = LockRules.name(request.key(), request.uniqueness().orElseThrow());
            while (true) {
                JobLock lock = locks.get(name);
                JobKey holder = lock == null ? request.key() : lock.holder();
                List<Object> before = comparedFor(request.key(), name, holder);
                LockStep<ClaimAnswer> step = locked(owner, request);
                gap.run();
                if (before.equals(comparedFor(request.key(), name, holder))) {
                    return written(step);
                }
            }
        }
    }

    /** No flaw: all that a claim with a lock goes by is compared. */
    public static OpenStore comparesAll(Clock clock, Runnable gap) {
        return new LooksAgain(clock, gap) {
            @Override
            List<Object> comparedFor(JobKey job, JobKey lock, JobKey holder) {
                return List.of(record(job), lock(lock), record(holder));
            }
        };
    }

    /** A claim with a lock does not compare the lock. */
    public static OpenStore lockNotCompared(Clock clock, Runnable gap) {
        return new LooksAgain(clock, gap) {
            @Override
            List<Object> comparedFor(JobKey job, JobKey lock, JobKey holder) {
                return List.of(record(job), record(holder));
            }
        };
    }

    /** The lease of a lock's holder is not looked at. */
    public static OpenStore deadHoldersHold(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected LockStep<ClaimAnswer> lock(
                    Step<ClaimAnswer> step, @Nullable JobRecord record, ClaimRequest request, Found found, Asking by) {
                return super.lock(step, record, request, new Found(found.lock(), found.record(), Life.LIVE), by);
            }
        };
    }

    /** Who goes on under another name does not ask for its lock again. */
    public static OpenStore goesOnWithoutItsLock(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected LockStep<ClaimAnswer> lock(
                    Step<ClaimAnswer> step, @Nullable JobRecord record, ClaimRequest request, Found found, Asking by) {
                return step.answer() instanceof ClaimAnswer.RunningHere
                        ? new LockStep<>(step.answer(), step.written(), null, null)
                        : super.lock(step, record, request, found, by);
            }
        };
    }

    /** A lock is never asked for. */
    public static OpenStore noLocks(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected LockStep<ClaimAnswer> lock(
                    Step<ClaimAnswer> step, @Nullable JobRecord record, ClaimRequest request, Found found, Asking by) {
                return super.lock(step, record, request, Found.NOTHING, by);
            }
        };
    }

    /** Each number is given as a fence twice. */
    public static OpenStore fencesTwice(Clock clock) {
        return new OpenStore(clock) {
            @Override
            protected Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                return super.claim(
                        record,
                        request,
                        new Asking(
                                by.asking(),
                                by.holder(),
                                by.heldUntil(),
                                by.now(),
                                () -> (by.fences().getAsLong() + 1) / 2));
            }
        };
    }

    /** Now and then a record is found as it was before its last decision. */
    public static OpenStore findsWhatWas(Clock clock) {
        return new OpenStore(clock) {
            private final Map<JobKey, JobRecord> old = new HashMap<>();

            @Override
            protected Step<Standing> decide(@Nullable JobRecord record, Settlement settlement, Instant now) {
                if (record != null) {
                    old.put(record.key(), record);
                }
                return super.decide(record, settlement, now);
            }

            @Override
            public Optional<JobRecord> find(JobKey key) {
                return Optional.ofNullable(old.remove(key)).or(() -> super.find(key));
            }
        };
    }
}
