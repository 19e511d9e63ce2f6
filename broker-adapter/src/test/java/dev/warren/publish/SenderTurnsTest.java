package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.broker.BrokerException;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.Publication.Care;
import dev.warren.broker.PublishLink.Numbers;
import dev.warren.broker.PublishLink.Returned;
import dev.warren.retry.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A sender turn by turn, without a thread and on a clock of the test's own. */
class SenderTurnsTest {
    private static final SenderSettings SETTINGS = new SenderSettings(
            3,
            Duration.ofMillis(1),
            Duration.ofSeconds(5),
            Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(1)));

    private final MemoryBroker broker = new MemoryBroker();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // nanoTime may overflow at any time
    private final Queue<Runnable> completions = new ArrayDeque<>();
    private final AtomicInteger woken = new AtomicInteger();
    private final SteppedSender stepped =
            new SteppedSender(broker, SETTINGS, nanos::get, () -> 0.5, completions::add, woken::incrementAndGet);

    private CompletableFuture<Void> send(Publication publication) {
        return stepped.sender().send(publication);
    }

    private void sendUnwatched(Publication publication) {
        CompletableFuture<Void> unused = send(publication);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void complete() {
        for (Runnable next = completions.poll(); next != null; next = completions.poll()) {
            next.run();
        }
    }

    private static Publication publication(String id) {
        return publication(id, "key");
    }

    private static Publication publication(String id, String routingKey) {
        return new Publication(
                "exchange", routingKey, new Message(Message.Properties.of("t", id, Map.of()), new byte[0]));
    }

    private static void assertFailed(
            CompletableFuture<Void> sent, Class<? extends PublishFailed> how, String... words) {
        assertThat(sent).isCompletedExceptionally();
        assertThatThrownBy(sent::join).cause().isInstanceOf(how).hasMessageContainingAll(words);
    }

    @Test
    void opensALinkInItsFirstTurnAndRestsUntilItIsWoken() {
        assertThat(stepped.sender().isConnected()).isFalse();
        assertThat(stepped.write()).isGreaterThan(Duration.ofSeconds(1));
        assertThat(stepped.sender().isConnected()).isTrue();
        stepped.write();
        assertThat(broker.tries).isEqualTo(1);
    }

    @Test
    void wakesTheWriterForTheFirstInTheLineOnly() {
        stepped.write();
        sendUnwatched(publication("a"));
        sendUnwatched(publication("b"));
        assertThat(woken).hasValue(1);
        stepped.write();
        sendUnwatched(publication("c"));
        assertThat(woken).hasValue(2);
    }

    @Test
    void isDoneWithWhatIsConfirmedOnceTheCompletionsRan() {
        CompletableFuture<Void> a = send(publication("a"));
        CompletableFuture<Void> b = send(publication("b"));
        stepped.write();
        broker.link().says.confirmed(Numbers.single(2));
        assertThat(b).isNotDone();
        complete();
        assertThat(b).isCompleted();
        assertThat(a).isNotDone();
        broker.link().says.confirmed(Numbers.upTo(2));
        complete();
        assertThat(a).isCompleted();
    }

    @Test
    void writesNothingAgainThatMayGetLost() {
        Publication kept = publication("kept");
        Publication passing = new Publication(kept.exchange(), kept.routingKey(), kept.message(), Care.PASSING);
        CompletableFuture<Void> lost = send(passing);
        CompletableFuture<Void> safe = send(kept);
        stepped.write();
        broker.link().says.closed("broken");
        CompletableFuture<Void> waiting = send(passing);
        stepped.write();
        complete();
        assertFailed(lost, PublishFailed.Unknown.class, "before its connection broke");
        pass(Duration.ofSeconds(1));
        stepped.write();
        assertThat(broker.links).hasSize(2);
        assertThat(broker.link().written).containsExactly(kept, passing);
        broker.link().says.confirmed(Numbers.upTo(2));
        complete();
        assertThat(safe).isCompleted();
        assertThat(waiting).isCompleted();
    }

    @Test
    void writesAgainInOrderWhatALostLinkDidNotConfirm() {
        Publication a = publication("a");
        Publication b = publication("b");
        Publication c = publication("c");
        CompletableFuture<Void> sentA = send(a);
        sendUnwatched(b);
        CompletableFuture<Void> sentC = send(c);
        stepped.write();
        MemoryBroker.MemoryLink lost = broker.link();
        lost.says.confirmed(Numbers.single(2));
        complete();
        CompletableFuture<Void> sentD = send(publication("d"));
        lost.says.closed("320 CONNECTION_FORCED");
        assertThat(stepped.write())
                .as("it carried something, so the next is due")
                .isZero();
        assertThat(lost.closed).isTrue();
        assertThat(stepped.sender().isConnected()).isFalse();

        stepped.write();
        assertThat(broker.link()).isNotSameAs(lost);
        assertThat(broker.link().written).hasSize(3);
        assertThat(broker.link().written.get(0)).isSameAs(a);
        assertThat(broker.link().written.get(1)).isSameAs(c);
        assertThat(lost.written).as("the dead link got nothing more").hasSize(3);
        broker.link().says.confirmed(Numbers.upTo(3));
        complete();
        assertThat(List.of(sentA, sentC, sentD))
                .allSatisfy(sent -> assertThat(sent).isCompleted());
    }

    @Test
    void keepsWhatALinkBrokeOverWhateverItBrokeBy() {
        CompletableFuture<Void> sent = send(publication("a"));
        for (RuntimeException by :
                List.of(new BrokerException("the wire is cut", null), new IllegalStateException("a defect"))) {
            broker.breakNextBy(by);
            pass(stepped.write());
            assertThat(stepped.sender().isConnected()).isFalse();
        }
        stepped.write();
        broker.link().says.confirmed(Numbers.single(1));
        complete();
        assertThat(sent).isCompleted();
        assertThat(broker.links).hasSize(3);
    }

    @Test
    void waitsLongerForEachLinkThatCarriedNothing() {
        sendUnwatched(publication("a"));
        List<Duration> rests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            stepped.write();
            broker.link().says.closed("404 NOT_FOUND");
            rests.add(stepped.write());
            pass(rests.get(i));
        }
        assertThat(rests).extracting(Duration::toMillis).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);

        stepped.write();
        broker.link().says.confirmed(Numbers.single(1));
        broker.link().says.closed("gone");
        assertThat(stepped.write()).isZero();
        stepped.write();
        broker.link().says.closed("gone");
        assertThat(stepped.write()).as("it starts over").isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void triesToConnectAgainWhenItsRestIsOverAndNotBefore() {
        broker.away = true;
        assertThat(stepped.write()).isEqualTo(Duration.ofMillis(100));
        pass(Duration.ofMillis(99));
        assertThat(stepped.write()).isEqualTo(Duration.ofMillis(1));
        assertThat(broker.tries).isEqualTo(1);
        broker.away = false;
        pass(Duration.ofMillis(1));
        stepped.write();
        assertThat(broker.tries).isEqualTo(2);
        assertThat(stepped.sender().isConnected()).isTrue();
    }

    @Test
    void tellsARefusal() {
        CompletableFuture<Void> sent = send(publication("a"));
        stepped.write();
        broker.link().says.refused(Numbers.single(1));
        complete();
        assertFailed(sent, PublishFailed.Refused.class, "message a", "refused by the broker");
    }

    @Test
    void aRefusalOfASecondCopySaysNothingOfTheFirst() {
        CompletableFuture<Void> sent = send(publication("a"));
        stepped.write();
        broker.link().says.closed("gone");
        pass(stepped.write());
        stepped.write();
        broker.link().says.refused(Numbers.single(1));
        complete();
        assertFailed(sent, PublishFailed.Unknown.class, "message a", "sent before");
    }

    @Test
    void aReturnedPublicationFailsWithItsConfirm() {
        CompletableFuture<Void> returned = send(publication("a"));
        CompletableFuture<Void> routed = send(publication("b"));
        stepped.write();
        broker.link().says.returned(new Returned("exchange", "key", "a", "NO_ROUTE"));
        complete();
        assertThat(returned).isNotDone();
        broker.link().says.confirmed(Numbers.upTo(2));
        complete();
        assertFailed(returned, PublishFailed.Returned.class, "message a", "NO_ROUTE");
        assertThat(routed).isCompleted();
    }

    @Test
    void whatWasWrittenAndNotAnsweredIsUnknownAtTheDeadline() {
        CompletableFuture<Void> sent = send(publication("a"));
        stepped.write();
        pass(SETTINGS.confirmWithin().minusNanos(1));
        stepped.watch();
        complete();
        assertThat(sent).isNotDone();
        pass(Duration.ofNanos(1));
        stepped.watch();
        complete();
        assertFailed(sent, PublishFailed.Unknown.class, "got no confirm within PT5S", "connected");

        broker.link().says.closed("gone");
        pass(stepped.write());
        stepped.write();
        assertThat(broker.link().written).as("it is not written again").isEmpty();
    }

    @Test
    void whatWasNeverWrittenIsNotSentAtTheDeadline() {
        broker.away = true;
        CompletableFuture<Void> sent = send(publication("a"));
        stepped.write();
        pass(SETTINGS.confirmWithin());
        stepped.watch();
        complete();
        assertFailed(sent, PublishFailed.NotSent.class, "not connected to memory: nobody listens");

        broker.away = false;
        stepped.write();
        assertThat(broker.link().written).isEmpty();
    }

    @Test
    void writesNothingWhileTheBrokerBlocks() {
        stepped.write();
        broker.link().says.blocked("low on memory");
        CompletableFuture<Void> early = send(publication("a"));
        stepped.write();
        assertThat(broker.link().written).isEmpty();
        pass(SETTINGS.confirmWithin());
        stepped.watch();
        complete();
        assertFailed(early, PublishFailed.NotSent.class, "the broker blocks publishing: low on memory");

        sendUnwatched(publication("b"));
        woken.set(0);
        broker.link().says.unblocked();
        assertThat(woken).hasValue(1);
        stepped.write();
        assertThat(broker.link().written).hasSize(1);
    }

    @Test
    void aBlockedLinkThatDiesIsReplaced() {
        stepped.write();
        broker.link().says.blocked("low on disk");
        sendUnwatched(publication("a"));
        woken.set(0);
        broker.link().says.closed("gone");
        assertThat(woken).hasValue(1);
        pass(stepped.write());
        stepped.write();
        assertThat(broker.link().written).hasSize(1);
    }

    @Test
    void whatHasNoFormOnTheWireFailsAloneAndIsNotWrittenAgain() {
        CompletableFuture<Void> before = send(publication("a"));
        CompletableFuture<Void> impossible = send(publication("b", ""));
        CompletableFuture<Void> after = send(publication("c"));
        pass(stepped.write());
        complete();
        assertFailed(impossible, PublishFailed.NotSent.class, "message b", "invalid value in table");
        stepped.write();
        broker.link().says.confirmed(Numbers.upTo(2));
        complete();
        assertThat(before).isCompleted();
        assertThat(after).isCompleted();
    }

    @Test
    void thereIsRoomForAnotherWhenOneIsDone() {
        List<CompletableFuture<Void>> next = new ArrayList<>();
        CompletableFuture<Void> first = send(publication("a"));
        CompletableFuture<Void> following =
                first.whenComplete((confirmed, failure) -> next.add(send(publication("next"))));
        for (int i = 1; i < SETTINGS.window(); i++) {
            sendUnwatched(publication("in" + i));
        }
        stepped.write();
        broker.link().says.confirmed(Numbers.single(1));
        complete();
        assertThat(following).isCompleted();
        assertThat(next).hasSize(1).noneMatch(CompletableFuture::isDone);
        assertFailed(send(publication("out")), PublishFailed.NotSent.class, "3 publications waited");
    }

    @Test
    void aFullWindowFailsASendAfterItsPatience() {
        for (int i = 0; i < SETTINGS.window(); i++) {
            sendUnwatched(publication("in" + i));
        }
        assertFailed(
                send(publication("out")),
                PublishFailed.NotSent.class,
                "3 publications waited",
                "no connection was tried");
    }

    @Test
    void closingFailsWhatIsLeftEachAsItStandsAndEndsTheLink() {
        CompletableFuture<Void> written = send(publication("a"));
        stepped.write();
        CompletableFuture<Void> waiting = send(publication("b"));
        stepped.sender().close(Duration.ZERO);
        complete();
        assertFailed(written, PublishFailed.Unknown.class, "before this publisher was closed");
        assertFailed(waiting, PublishFailed.NotSent.class, "before this publisher was closed");
        assertThat(broker.link().closed).isTrue();
        assertFailed(send(publication("c")), PublishFailed.NotSent.class, "this publisher is closed");
    }

    @Test
    void aBatchGivesUpForAllTheRestAfterTheFirstThatFoundNoRoom() {
        Duration patience = Duration.ofMillis(200);
        SteppedSender slow = new SteppedSender(
                broker, SETTINGS.withRoomWithin(patience), nanos::get, () -> 0.5, completions::add, () -> {});
        List<Publication> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batch.add(publication("j" + i));
        }
        long start = System.nanoTime();
        List<CompletableFuture<Void>> sent = slow.sender().sendAll(batch);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(patience, patience.multipliedBy(20));
        assertThat(sent.subList(0, 3)).noneMatch(CompletableFuture::isDone);
        assertThat(sent.subList(3, 100)).allSatisfy(each -> assertFailed(each, PublishFailed.NotSent.class, "waited"));
    }
}
