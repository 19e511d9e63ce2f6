package dev.warren.simulation;

import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Message;
import dev.warren.broker.PublishLink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a link told its owner, as short lines in order. */
final class Heard implements PublishLink.Listener, ConsumeLink.Listener, ConsumeLink.Consumer {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<Delivered> deliveries = new CopyOnWriteArrayList<>();
    private volatile long confirmedUpTo;

    record Delivered(long tag, ConsumeLink.Redelivery redelivery, Message message) {
        String id() {
            return String.valueOf(message.properties().messageId());
        }

        @Override
        public String toString() {
            return redelivery == ConsumeLink.Redelivery.REPEATED ? id() + " again" : id();
        }
    }

    /** The deliveries, each as its id, and " again" for one that was handed out before. */
    List<String> delivered() {
        return deliveries.stream().map(Delivered::toString).toList();
    }

    boolean hasConfirmed(long number) {
        return confirmedUpTo >= number;
    }

    boolean heard(String beginning) {
        return lines.stream().anyMatch(line -> line.startsWith(beginning));
    }

    @Override
    public void confirmed(PublishLink.Numbers numbers) {
        confirmedUpTo = Math.max(confirmedUpTo, numbers.last());
        lines.add("confirmed " + numbers.last());
    }

    @Override
    public void refused(PublishLink.Numbers numbers) {
        lines.add("refused " + numbers.last());
    }

    @Override
    public void returned(PublishLink.Returned returned) {
        lines.add("returned " + returned.messageId() + ": " + returned.reason());
    }

    @Override
    public void blocked(String reason) {
        lines.add("blocked: " + reason);
    }

    @Override
    public void unblocked() {
        lines.add("unblocked");
    }

    @Override
    public void closed(String cause) {
        lines.add("closed: " + cause);
    }

    @Override
    public void delivered(long tag, ConsumeLink.Redelivery redelivery, Message message) {
        deliveries.add(new Delivered(tag, redelivery, message));
    }

    @Override
    public void cancelled(String cause) {
        lines.add("cancelled: " + cause);
    }
}
