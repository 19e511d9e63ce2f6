package dev.warren.stores.outbox;

import dev.warren.broker.Broker;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A broker that notes what is published and answers each publication as a rule says, in order. Safe for use by several threads. */
final class AnsweringBroker implements Broker, AutoCloseable {
    private final ExecutorService io = Executors.newSingleThreadExecutor();
    private final List<Publication> published = new ArrayList<>(); // guarded by this
    private volatile Function<Publication, Answer> rule = publication -> Answer.CONFIRM;
    private volatile boolean down;

    /** What becomes of a publication. */
    enum Answer {
        /** It is in a queue. */
        CONFIRM,
        /** Its queue is full. */
        REFUSE,
        /** No queue would have it. */
        RETURN,
        /** It is in a queue, and the link breaks before that is said. */
        BREAK
    }

    void answer(Function<Publication, Answer> by) {
        rule = by;
    }

    void goDown() {
        down = true;
    }

    void comeUp() {
        down = false;
    }

    /** What lies in queues, in order, doubles included. */
    synchronized List<Publication> taken() {
        return List.copyOf(published);
    }

    /** Their ids. */
    List<String> ids() {
        return taken().stream()
                .map(each -> String.valueOf(each.message().properties().messageId()))
                .toList();
    }

    private synchronized void take(Publication publication) {
        published.add(publication);
    }

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        if (down) {
            throw new BrokerException("down", null);
        }
        return new Link(listener);
    }

    private final class Link implements PublishLink {
        private final Listener listener;
        private long number;
        private boolean broken;

        Link(Listener listener) {
            this.listener = listener;
        }

        @Override
        public long nextNumber() {
            return number + 1;
        }

        @Override
        public void publish(Publication publication) {
            if (down || broken) {
                throw new BrokerException("down", null);
            }
            long mine = ++number;
            Answer answer = rule.apply(publication);
            if (answer == Answer.CONFIRM || answer == Answer.BREAK) {
                take(publication);
            }
            broken = answer == Answer.BREAK;
            io.execute(() -> answer(publication, mine, answer));
        }

        private void answer(Publication publication, long mine, Answer answer) {
            switch (answer) {
                case CONFIRM -> listener.confirmed(Numbers.single(mine));
                case REFUSE -> listener.refused(Numbers.single(mine));
                case RETURN -> {
                    listener.returned(new Returned(
                            publication.exchange(),
                            publication.routingKey(),
                            String.valueOf(publication.message().properties().messageId()),
                            "NO_ROUTE"));
                    listener.confirmed(Numbers.single(mine));
                }
                case BREAK -> listener.closed("broken");
            }
        }

        @Override
        public void requireQueue(String queue) {
            if (down) {
                throw new BrokerException("down", null);
            }
        }

        @Override
        public void close() {
            broken = true;
        }
    }

    @Override
    public void declare(Topology topology) {}

    @Override
    public void verify(Topology topology) {}

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
        throw new BrokerException("nobody consumes here", null);
    }

    @Override
    public String address() {
        return "answering";
    }

    @Override
    public void close() {
        io.shutdownNow();
    }
}
