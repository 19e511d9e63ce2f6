package dev.warren.chaos.broken;

import dev.warren.broker.Broker;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A broker whose confirms are not waited for. */
final class EarlyConfirms extends BrokerDecorator {
    EarlyConfirms(Broker next) {
        super(next);
    }

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        return new Link(next.openPublishLink(new Deaf(listener)), listener);
    }

    private static final class Link implements PublishLink {
        private final PublishLink next;
        private final PublishLink.Listener listener;

        /** Confirms come on another thread than publications, as they would from a broker. */
        private final ExecutorService confirms = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "early-confirms");
            thread.setDaemon(true);
            return thread;
        });

        Link(PublishLink next, PublishLink.Listener listener) {
            this.next = next;
            this.listener = listener;
        }

        @Override
        public long nextNumber() {
            return next.nextNumber();
        }

        @Override
        public void publish(Publication publication) {
            long number = next.nextNumber();
            next.publish(publication);
            confirms.execute(() -> listener.confirmed(Numbers.single(number)));
        }

        @Override
        public void requireQueue(String queue) {
            next.requireQueue(queue);
        }

        @Override
        public void close() {
            next.close();
            confirms.shutdown();
        }
    }

    private record Deaf(PublishLink.Listener next) implements PublishLink.Listener {
        @Override
        public void confirmed(PublishLink.Numbers numbers) {}

        @Override
        public void refused(PublishLink.Numbers numbers) {}

        @Override
        public void returned(PublishLink.Returned returned) {}

        @Override
        public void blocked(String reason) {
            next.blocked(reason);
        }

        @Override
        public void unblocked() {
            next.unblocked();
        }

        @Override
        public void closed(String cause) {
            next.closed(cause);
        }
    }
}
