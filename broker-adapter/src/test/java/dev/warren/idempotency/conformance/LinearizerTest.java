package dev.warren.idempotency.conformance;

import static dev.warren.idempotency.conformance.Claims.at;
import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.CancelAnswer;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Decided;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Standing;
import dev.warren.idempotency.conformance.Linearizer.Verdict;
import dev.warren.job.Coordinates;
import dev.warren.job.Uniqueness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The check itself, on histories made by hand. */
class LinearizerTest {
    private static final Owner ONE = new Owner("one");
    private static final Owner OTHER = new Owner("other");
    private static final Uniqueness LOCK =
            Uniqueness.of("user-42").whileRunning().waiting();
    private static final ClaimAnswer HELD = new ClaimAnswer.Held(Duration.ZERO);

    private static Call call(Ask ask, Object answer, long asked, long answered) {
        return new Call("test", key("job"), ask, Optional.of(answer), asked, answered);
    }

    private static Call lost(Ask ask, long asked) {
        return new Call("test", key("job"), ask, Optional.empty(), asked, Call.NEVER);
    }

    private static Ask claim(Owner owner, Coordinates coordinates) {
        return new Ask.Claim(owner, request("job", coordinates));
    }

    private static Ask decide(long fence, Decided decided) {
        return new Ask.Decide(new Settlement(new FencedKey(key("job"), fence), decided));
    }

    private static ClaimAnswer granted(long fence) {
        return new ClaimAnswer.Granted(fence);
    }

    private static Verdict verdict(Call... history) {
        return Linearizer.check(List.of(history)).verdict();
    }

    @Test
    void callsOneAfterTheOtherAreExplainedByTheRules() {
        assertThat(verdict(
                        call(claim(ONE, at(0, 1)), granted(1), 0, 1),
                        call(claim(OTHER, at(0, 1)), HELD, 2, 3),
                        call(decide(1, Claims.retry(at(0, 1))), Standing.RECORDED, 4, 5),
                        call(new Ask.Mark(new FencedKey(key("job"), 1)), Ask.DONE, 6, 7),
                        call(claim(OTHER, at(0, 2)), granted(2), 8, 9)))
                .isEqualTo(Verdict.EXPLAINED);
    }

    @Test
    void callsAtTheSameTimeMayStandInAnyOrder() {
        assertThat(verdict(call(claim(ONE, at(0, 1)), HELD, 0, 9), call(claim(OTHER, at(0, 1)), granted(1), 5, 8)))
                .isEqualTo(Verdict.EXPLAINED);
    }

    @Test
    void noCallStandsBeforeOneThatWasAnsweredWhenItWasAsked() {
        assertThat(verdict(call(claim(ONE, at(0, 1)), HELD, 0, 4), call(claim(OTHER, at(0, 1)), granted(1), 5, 8)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void twoGrantsOfOneRunAreAViolation() {
        assertThat(verdict(
                        call(claim(ONE, at(0, 1)), granted(1), 0, 9), call(claim(OTHER, at(0, 1)), granted(2), 0, 9)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aFenceThatDoesNotRiseIsAViolation() {
        Call[] history = {
            call(claim(ONE, at(0, 1)), granted(5), 0, 1),
            call(new Ask.Release(new FencedKey(key("job"), 5)), Ask.DONE, 2, 3),
            call(claim(OTHER, at(0, 1)), granted(4), 4, 5)
        };
        assertThat(verdict(history)).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aCallWithoutAnAnswerMayHaveTakenEffectOrNot() {
        Call unanswered = lost(claim(ONE, at(0, 1)), 0);
        assertThat(verdict(unanswered, call(claim(OTHER, at(0, 1)), HELD, 50, 51)))
                .isEqualTo(Verdict.EXPLAINED);
        assertThat(verdict(unanswered, call(claim(OTHER, at(0, 1)), granted(1), 50, 51)))
                .isEqualTo(Verdict.EXPLAINED);
        assertThat(verdict(
                        unanswered,
                        call(claim(OTHER, at(0, 1)), granted(1), 50, 51),
                        call(decide(1, Claims.succeed("7")), Standing.FENCED, 52, 53)))
                .as("its effect can't come between: the record is another's")
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aClaimIsTakenOverOnlyWhenTheLeaseCanHaveEnded() {
        Call first = call(claim(ONE, at(0, 1)), granted(1), 0, 1);
        Call takenOver = call(claim(OTHER, at(0, 1)), new ClaimAnswer.Suspect(2, 0), 4, 5);
        assertThat(verdict(first, takenOver)).isEqualTo(Verdict.VIOLATED);
        assertThat(verdict(first, call(new Ask.Lapse(ONE), Ask.DONE, 3, 9), takenOver))
                .isEqualTo(Verdict.EXPLAINED);
        assertThat(verdict(first, takenOver, call(new Ask.Lapse(ONE), Ask.DONE, 6, 9)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aCancellationAndASuccessAtTheSameTimeDoNotBothWin() {
        Call first = call(claim(ONE, at(0, 1)), granted(1), 0, 1);
        Call decided = call(decide(1, Claims.succeed("7")), Standing.RECORDED, 2, 9);
        Ask cancel = new Ask.Cancel(key("job"));
        assertThat(verdict(first, decided, call(cancel, CancelAnswer.TOO_LATE, 3, 8)))
                .isEqualTo(Verdict.EXPLAINED);
        assertThat(verdict(first, decided, call(cancel, CancelAnswer.CANCELLED, 3, 8)))
                .isEqualTo(Verdict.VIOLATED);
    }

    // Jobs that share a lock have a history together.

    private static Call claim(Owner owner, String job, long inHand, Object answer, long asked, long answered) {
        ClaimRequest request = Claims.unique(request(job, at(0, 1)), LOCK);
        Ask ask = new Ask.Claim(owner, inHand == 0 ? request : Claims.inHand(request, inHand));
        return new Call("test", key(job), ask, Optional.of(answer), asked, answered);
    }

    private static Call lapse(Owner owner, long asked, long answered) {
        return new Call("test", key("a"), new Ask.Lapse(owner), Optional.of(Ask.DONE), asked, answered);
    }

    private static ClaimAnswer locked(String holder) {
        return new ClaimAnswer.Locked(request(holder, at(0, 1)).id(), Duration.ZERO);
    }

    @Test
    void aLockIsTakenOnceAtATime() {
        Call first = claim(ONE, "a", 0, granted(1), 0, 9);
        assertThat(verdict(first, claim(OTHER, "b", 0, locked("a"), 0, 9))).isEqualTo(Verdict.EXPLAINED);
        assertThat(verdict(first, claim(OTHER, "b", 0, granted(2), 0, 9))).isEqualTo(Verdict.VIOLATED);
        assertThat(verdict(first, claim(OTHER, "b", 0, locked("b"), 0, 9))).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aLockPassesOnWhenTheLeaseOfItsHoldersWorkerEnds() {
        Call first = claim(ONE, "a", 0, granted(1), 0, 1);
        Call second = claim(OTHER, "b", 0, granted(2), 4, 5);
        assertThat(verdict(first, second)).isEqualTo(Verdict.VIOLATED);
        assertThat(verdict(first, lapse(ONE, 2, 3), second)).isEqualTo(Verdict.EXPLAINED);
    }

    /** As in a store that does not compare the holder's record with what it went by. */
    @Test
    void ofOneThatGoesOnWithItsLockAndOneThatTakesItNotBothHaveIt() {
        Call first = claim(ONE, "a", 0, granted(1), 0, 1);
        Call goesOn = claim(new Owner("again"), "a", 1, new ClaimAnswer.RunningHere(), 5, 8);
        assertThat(verdict(first, lapse(ONE, 2, 3), goesOn, claim(OTHER, "b", 0, locked("a"), 4, 9)))
                .isEqualTo(Verdict.EXPLAINED);
        assertThat(verdict(first, lapse(ONE, 2, 3), goesOn, claim(OTHER, "b", 0, granted(2), 4, 9)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aClaimWhoseAnswerGotLostMayHaveTheLock() {
        Call first = claim(ONE, "a", 0, granted(1), 0, 1);
        Ask release = new Ask.Release(new FencedKey(key("a"), 1));
        Call released = new Call("test", key("a"), release, Optional.of(Ask.DONE), 2, 3);
        Ask again = new Ask.Claim(ONE, Claims.unique(request("a", at(0, 1)), LOCK));
        Call unanswered = new Call("test", key("a"), again, Optional.empty(), 4, Call.NEVER);
        assertThat(verdict(first, released, unanswered, claim(OTHER, "b", 0, locked("a"), 5, 6)))
                .isEqualTo(Verdict.EXPLAINED);
        assertThat(verdict(first, released, claim(OTHER, "b", 0, locked("a"), 5, 6)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void whatWentWrongIsToldWithTheWholeHistory() {
        String account = Linearizer.check(List.of(
                        call(claim(ONE, at(0, 1)), granted(1), 0, 1_000),
                        call(claim(OTHER, at(0, 1)), granted(2), 2_000, 3_000)))
                .account();
        assertThat(account).contains("claim by one at 0.1").contains("claim by other at 0.1");
    }
}
