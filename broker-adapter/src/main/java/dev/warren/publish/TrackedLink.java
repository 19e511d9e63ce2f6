package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.broker.PublishLink;
import dev.warren.broker.PublishLink.Numbers;
import dev.warren.broker.PublishLink.Returned;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One link's life: what was written to it and what the broker said. The writer opens it, writes and closes; what the broker says comes on
 * the link's own thread. Once dead, it is dead for good.
 */
final class TrackedLink implements PublishLink.Listener {
    private static final Logger log = LoggerFactory.getLogger(TrackedLink.class);

    private final Broker broker;
    private final Answers answers;
    private final Runnable wakeWriter;
    private final ConfirmTracker tracker = new ConfirmTracker();
    private @Nullable PublishLink link; // the writer's own
    private volatile Optional<String> endedBy = Optional.empty();
    private volatile Optional<String> blockedBy = Optional.empty();
    private volatile boolean answered;

    TrackedLink(Broker broker, Answers answers, Runnable wakeWriter) {
        this.broker = broker;
        this.answers = answers;
        this.wakeWriter = wakeWriter;
    }

    // The writer's side.

    void open(ConfirmedSender.LinkCheck check) {
        PublishLink opened = broker.openPublishLink(this);
        link = opened;
        check.check(opened);
    }

    /** Writes what stands in the line, until it is empty, the broker blocks, or the link is dead. */
    void write(Line line) {
        while (!isDead() && blockedBy.isEmpty()) {
            Optional<Pending> next = line.next();
            if (next.isEmpty()) {
                return;
            }
            write(next.get());
        }
    }

    private void write(Pending pending) {
        PublishLink open = link;
        if (open == null) {
            throw new IllegalStateException("written to before it was open");
        }
        // Noted before it is written: the confirm may come before publish() returns.
        tracker.sent(open.nextNumber(), pending);
        try {
            open.publish(pending.publication());
        } catch (IllegalArgumentException e) {
            answers.unwritable(pending, e);
            endBecause("a publication could not be written, which ends the link");
        } catch (RuntimeException e) { // a BrokerException, or a defect of the link: publishing must not end with it
            endBecause(String.valueOf(e.getMessage()));
        }
    }

    private void endBecause(String cause) {
        if (endedBy.isEmpty()) { // the first is the cause, what follows its consequence
            endedBy = Optional.of(cause);
        }
    }

    boolean isDead() {
        return endedBy.isPresent();
    }

    /** What ended it; empty while it lives. */
    Optional<String> endedBy() {
        return endedBy;
    }

    /** Why the broker takes no publications right now; empty while it takes them. */
    Optional<String> blockedBy() {
        return blockedBy;
    }

    /** Whether the broker said anything of any publication. */
    boolean wasAnswered() {
        return answered;
    }

    void forgetSettled() {
        tracker.forgetSettled();
    }

    /** Ends the link. */
    void close() {
        PublishLink open = link;
        if (open != null) {
            open.close();
        }
    }

    /** Takes out what was written and not answered, in that order; for a link that is closed. */
    Collection<Pending> takeUnconfirmed() {
        tracker.forgetSettled();
        return tracker.takeAll();
    }

    // The broker's side.

    @Override
    public void confirmed(Numbers numbers) {
        answered = true;
        answers.confirmed(tracker.answered(numbers));
    }

    @Override
    public void refused(Numbers numbers) {
        answered = true;
        answers.refused(tracker.answered(numbers));
    }

    @Override
    public void returned(Returned returned) {
        tracker.returned(returned);
    }

    @Override
    public void blocked(String reason) {
        log.atWarn().addKeyValue("broker", broker.address()).log("the broker blocks publishing: {}", reason);
        blockedBy = Optional.of(reason);
    }

    @Override
    public void unblocked() {
        log.atInfo().addKeyValue("broker", broker.address()).log("the broker takes publications again");
        blockedBy = Optional.empty();
        wakeWriter.run();
    }

    @Override
    public void closed(String cause) {
        endBecause(cause);
        wakeWriter.run();
    }
}
