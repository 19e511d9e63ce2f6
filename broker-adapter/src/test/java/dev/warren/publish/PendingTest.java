package dev.warren.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink.Returned;
import dev.warren.publish.Pending.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who has the last word on a publication. */
class PendingTest {
    private final Pending pending = new Pending(
            new Publication("lane", "type", new Message(Message.Properties.of("type", "id", Map.of()), new byte[0])),
            0);

    @Test
    void isNotWrittenOnceItWasGivenUpAsNeverSent() {
        assertThat(pending.settle()).isEqualTo(Stage.WAITING);
        assertThat(pending.startWriting()).isFalse();
    }

    @Test
    void isSettledOnce() {
        pending.startWriting();
        assertThat(pending.settle()).isEqualTo(Stage.WRITTEN);
        assertThat(pending.settle()).isEqualTo(Stage.SETTLED);
    }

    @Test
    void forgetsWhatAnEarlierLinkSaidOfIt() {
        ConfirmTracker tracker = new ConfirmTracker();
        pending.startWriting();
        tracker.sent(1, pending);
        tracker.returned(new Returned("lane", "type", "id", "NO_ROUTE"));
        assertThat(pending.returnReason()).contains("NO_ROUTE");

        assertThat(pending.startWriting()).isTrue();
        assertThat(pending.returnReason()).isEmpty();
        assertThat(pending.wasWrittenBefore()).isTrue();
    }

    @Test
    void leavesTheTrackerWhenItsDeadlineHasPassed() {
        ConfirmTracker tracker = new ConfirmTracker();
        pending.startWriting();
        tracker.sent(1, pending);
        pending.settle();
        tracker.forgetSettled();

        assertThat(tracker.takeAll()).isEmpty();
    }
}
