package dev.warren.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.ClaimRules.Holder;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.RecordRules.Asking;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.idempotency.RecordRulesWalk.Rules;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of random histories: whatever two processes ask for in whatever order, one step follows properly on the other. */
class RecordRulesTest {
    private static final int WALKS = 5_000;
    private static final int STEPS = 80;

    @Test
    void everyStepMayFollowOnTheOneBefore() {
        Set<JobStatus> seen = EnumSet.noneOf(JobStatus.class);
        for (int seed = 0; seed < WALKS; seed++) {
            RecordRulesWalk walk = new RecordRulesWalk(new Rules() {}, seed);
            walk.walk(STEPS);
            walk.record().map(JobRecord::status).ifPresent(seen::add);
        }
        assertThat(seen).as("what the walks end with").containsExactlyInAnyOrder(JobStatus.values());
    }

    /** With one of these mistakes in the rules the walks must stumble, else they would prove nothing. */
    @ParameterizedTest
    @EnumSource
    void stumblesOverEachOfTheseMistakes(Mistake mistake) {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < WALKS; seed++) {
                        new RecordRulesWalk(mistake, seed).walk(STEPS);
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    enum Mistake implements Rules {
        A_FENCE_IS_GIVEN_TWICE {
            @Override
            public Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                long same = record == null ? by.fences().getAsLong() : record.fence();
                return RecordRules.claim(
                        record, request, new Asking(by.asking(), by.holder(), by.heldUntil(), by.now(), () -> same));
            }
        },
        A_LIVE_WORKERS_JOB_IS_TAKEN {
            @Override
            public Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                return RecordRules.claim(
                        record, request, new Asking(by.asking(), Holder.NOBODY, by.heldUntil(), by.now(), by.fences()));
            }
        },
        EVERY_TAKEOVER_COUNTS_AS_A_CRASH {
            @Override
            public Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                JobRecord blamed = record == null ? null : with(record, Suspicion.STARTED, record.crashes());
                return RecordRules.claim(blamed, request, by);
            }
        },
        A_CRASH_IS_FORGOTTEN {
            @Override
            public Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                JobRecord cleared = record == null ? null : with(record, record.suspicion(), 0);
                return RecordRules.claim(cleared, request, by);
            }
        },
        A_REGISTRATION_BEGINS_ANEW {
            @Override
            public Optional<JobRecord> register(
                    @Nullable JobRecord record, Registration registration, Instant now, LongSupplier fences) {
                return RecordRules.register(null, registration, now, fences);
            }
        },
        AN_OLD_CLAIM_REPORTS {
            @Override
            public Optional<JobRecord> report(@Nullable JobRecord record, ProgressReport report) {
                return RecordRules.report(
                        record, new ProgressReport(fenceOf(record, report.claim()), report.progress()));
            }
        },
        A_LOST_ATTEMPT_IS_FORGOTTEN {
            @Override
            public Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                Step<ClaimAnswer> step = RecordRules.claim(record, request, by);
                return step.written() == null || record == null
                        ? step
                        : new Step<>(step.answer(), withHistory(step.written(), record.history()));
            }
        },
        THE_PAST_IS_WRITTEN_ANEW {
            @Override
            public Optional<JobRecord> release(@Nullable JobRecord record, FencedKey claim, Instant now) {
                return RecordRules.release(record, claim, now)
                        .map(written -> withHistory(
                                written,
                                written.history()
                                        .subList(
                                                written.history().size() - 1,
                                                written.history().size())));
            }
        },
        AN_OLD_CLAIM_DECIDES {
            @Override
            public Step<Standing> decide(@Nullable JobRecord record, Settlement settlement, Optional<Instant> now) {
                return RecordRules.decide(
                        record, new Settlement(fenceOf(record, settlement.claim()), settlement.decided()), now);
            }
        },
        AN_OLD_CLAIM_STARTS {
            @Override
            public Step<Standing> start(@Nullable JobRecord record, FencedKey claim) {
                return RecordRules.start(record, fenceOf(record, claim));
            }
        },
        A_MARK_ENDS_WHAT_RUNS {
            @Override
            public Optional<JobRecord> mark(@Nullable JobRecord record, FencedKey claim, Instant now) {
                if (record == null || record.status() != JobStatus.RUNNING) {
                    return RecordRules.mark(record, claim, now);
                }
                return Optional.of(new RecordDraft(record).ended(JobStatus.DEAD, Optional.of(now)));
            }
        },
        A_RELEASE_UNDOES_A_DECISION {
            @Override
            public Optional<JobRecord> release(@Nullable JobRecord record, FencedKey claim, Instant now) {
                return record == null || !record.status().isDecided()
                        ? RecordRules.release(record, claim, now)
                        : Optional.of(pending(record));
            }
        },
        A_CANCELLATION_KEEPS_THE_FENCE {
            @Override
            public Step<CancelAnswer> cancel(@Nullable JobRecord record, Instant now, LongSupplier fences) {
                long same = record == null ? 1 : record.fence();
                return RecordRules.cancel(record, RecordRulesWalk.KEY, now, () -> same);
            }
        },
        THE_DEAD_ARE_REVIVED_BY_A_RESEND {
            @Override
            public Step<ClaimAnswer> claim(@Nullable JobRecord record, ClaimRequest request, Asking by) {
                boolean dead = record != null && record.status() == JobStatus.DEAD;
                return RecordRules.claim(record != null && dead ? pending(record) : record, request, by);
            }
        };

        private static FencedKey fenceOf(@Nullable JobRecord record, FencedKey claim) {
            return record == null ? claim : new FencedKey(claim.key(), record.fence());
        }

        private static JobRecord withHistory(JobRecord record, List<PastAttempt> history) {
            RecordDraft draft = new RecordDraft(record);
            draft.history = history;
            return draft.build();
        }

        private static JobRecord pending(JobRecord record) {
            RecordDraft draft = new RecordDraft(record);
            draft.status = JobStatus.PENDING;
            draft.owner = Optional.empty();
            draft.decided = Optional.empty();
            draft.finishedAt = Optional.empty();
            return draft.build();
        }

        private static JobRecord with(JobRecord record, Suspicion suspicion, int crashes) {
            RecordDraft draft = new RecordDraft(record);
            draft.suspicion = suspicion;
            draft.crashes = crashes;
            return draft.build();
        }
    }
}
