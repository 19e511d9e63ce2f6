package dev.warren.idempotency.conformance;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.JobKey;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.ProgressReport;
import dev.warren.idempotency.RecordRules;
import dev.warren.idempotency.RecordRules.Step;
import dev.warren.idempotency.Registration;
import dev.warren.idempotency.Standing;
import java.time.Instant;
import java.util.Optional;

/** What is asked of one key: a step of {@link RecordModel}. */
sealed interface Ask {
    /** The answer of what answers nothing. */
    String DONE = "done";

    /** The answer to a claim without a lease. */
    String NO_LEASE = "no lease";

    /**
     * The model after this step.
     *
     * @param answer what the store has answered; empty when that got lost
     * @return empty when the rules would have answered something else
     */
    Optional<RecordModel> after(RecordModel before, Optional<?> answer);

    record Claim(Owner owner, ClaimRequest request) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            if (isRefused(before, answer)) {
                return !before.isLive(owner)
                                && (answer.isEmpty() || answer.get().equals(NO_LEASE))
                        ? Optional.of(before)
                        : Optional.empty();
            }
            Step<ClaimAnswer> step =
                    RecordRules.claim(before.record(), request, before.asking(owner, fence(before, answer)));
            return answer.isEmpty() || isSame(step.answer(), answer.get())
                    ? before.writing(step.written())
                    : Optional.empty();
        }

        /** Whether the store, or the model, has it that there is no lease. */
        boolean isRefused(RecordModel before, Optional<?> answer) {
            return !before.isLive(owner)
                    || answer.filter(given -> given.equals(NO_LEASE)).isPresent();
        }

        /** The fence that an answer tells; one that nobody has seen where it tells none. */
        static long fence(RecordModel before, Optional<?> answer) {
            Object given = answer.isEmpty() ? Ask.DONE : answer.get();
            if (given instanceof ClaimAnswer.Granted granted) {
                return granted.fence();
            }
            if (given instanceof ClaimAnswer.Suspect suspect) {
                return suspect.fence();
            }
            return given instanceof ClaimAnswer.Poisoned poisoned ? poisoned.fence() : before.unseen();
        }

        static boolean isSame(ClaimAnswer right, Object given) {
            if (right instanceof ClaimAnswer.Held && given instanceof ClaimAnswer.Held) {
                return true; // for how long is a matter of time
            }
            if (right instanceof ClaimAnswer.Locked locked && given instanceof ClaimAnswer.Locked other) {
                return locked.holder().equals(other.holder());
            }
            if (right instanceof ClaimAnswer.Finish finish && given instanceof ClaimAnswer.Finish other) {
                return finish.fence() == other.fence()
                        && finish.decided().decision().equals(other.decided().decision());
            }
            return right.equals(given);
        }

        @Override
        public String toString() {
            return "claim by " + owner + " at " + request.coordinates().life() + "."
                    + request.coordinates().run()
                    + (request.fenceInHand() == 0 ? "" : ", with " + request.fenceInHand() + " in hand")
                    + (request.expiresAt().isPresent() ? ", too late" : "") + ", payload " + request.payloadHash()
                    + request.uniqueness()
                            .map(lock -> ", under " + lock.key() + " " + lock.span() + ", else " + lock.onConflict())
                            .orElse("");
        }
    }

    private static Optional<RecordModel> standing(RecordModel before, Step<Standing> step, Optional<?> answer) {
        return answer.isEmpty() || answer.get() == step.answer() ? before.writing(step.written()) : Optional.empty();
    }

    record Register(Registration registration) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            return before.writing(
                    RecordRules.register(before.record(), registration, RecordModel.NOW, () -> RecordModel.UNSEEN)
                            .orElse(null));
        }

        @Override
        public String toString() {
            return "register";
        }
    }

    record Report(ProgressReport report) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            return before.writing(RecordRules.report(before.record(), report).orElse(null));
        }

        @Override
        public String toString() {
            return "report " + report.progress().done() + " under "
                    + report.claim().fence();
        }
    }

    record Start(FencedKey claim) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            return standing(before, RecordRules.start(before.record(), claim), answer);
        }

        @Override
        public String toString() {
            return "start under " + claim.fence();
        }
    }

    record Decide(Settlement settlement) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            Optional<Instant> now = Optional.of(RecordModel.NOW);
            return standing(before, RecordRules.decide(before.record(), settlement, now), answer);
        }

        @Override
        public String toString() {
            return "decide " + settlement.decided().decision().outcome() + " under "
                    + settlement.claim().fence()
                    + (settlement.decided().follows().isPresent() ? "" : ", nothing follows");
        }
    }

    record Mark(FencedKey claim) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            return before.writing(
                    RecordRules.mark(before.record(), claim, RecordModel.NOW).orElse(null));
        }

        @Override
        public String toString() {
            return "mark under " + claim.fence();
        }
    }

    record Release(FencedKey claim) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            return before.writing(
                    RecordRules.release(before.record(), claim, RecordModel.NOW).orElse(null));
        }

        @Override
        public String toString() {
            return "release under " + claim.fence();
        }
    }

    record Cancel(JobKey key) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            var step = RecordRules.cancel(before.record(), key, RecordModel.NOW, () -> RecordModel.UNSEEN);
            return answer.isEmpty() || answer.get() == step.answer()
                    ? before.writing(step.written())
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "cancel";
        }
    }

    record Find() implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            return answer.isEmpty() || before.isFoundAs(((Found) answer.get()).record())
                    ? Optional.of(before)
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "find";
        }
    }

    /** The answer of {@link Find}. */
    record Found(Optional<JobRecord> record) {
        @Override
        public String toString() {
            return record.map(found ->
                            found.status() + " at " + found.coordinates().life() + "."
                                    + found.coordinates().run() + " under " + found.fence() + " of "
                                    + found.owner().map(Owner::value).orElse("nobody"))
                    .orElse("nothing");
        }
    }

    /** Time passes until a lease is over. */
    record Lapse(Owner owner) implements Ask {
        @Override
        public Optional<RecordModel> after(RecordModel before, Optional<?> answer) {
            return Optional.of(before.lapsing(owner));
        }

        @Override
        public String toString() {
            return "the lease of " + owner + " ends";
        }
    }
}
