package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A broker that says only what a test makes it say. */
final class MemoryBroker implements Broker {
    final List<MemoryLink> links = new ArrayList<>();
    int tries;
    boolean away;
    private Optional<RuntimeException> nextBreaksBy = Optional.empty();

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        tries++;
        if (away) {
            throw new BrokerException("nobody listens", null);
        }
        MemoryLink link = new MemoryLink(listener);
        link.breaksBy = nextBreaksBy;
        nextBreaksBy = Optional.empty();
        links.add(link);
        return link;
    }

    /** The next link fails at its first publication. */
    void breakNextBy(RuntimeException failure) {
        nextBreaksBy = Optional.of(failure);
    }

    /** The newest link. */
    MemoryLink link() {
        return links.get(links.size() - 1);
    }

    @Override
    public void declare(Topology topology) {}

    @Override
    public void verify(Topology topology) {}

    @Override
    public ConsumeLink openConsumeLink(ConsumeLink.Listener listener) {
        throw new UnsupportedOperationException("nothing is consumed here");
    }

    @Override
    public String address() {
        return "memory";
    }

    static final class MemoryLink implements PublishLink {
        final Listener says;
        final List<Publication> written = new ArrayList<>();
        Optional<RuntimeException> breaksBy = Optional.empty();
        boolean closed;

        MemoryLink(Listener says) {
            this.says = says;
        }

        @Override
        public long nextNumber() {
            return written.size() + 1L;
        }

        @Override
        public void publish(Publication publication) {
            if (breaksBy.isPresent()) {
                throw breaksBy.get();
            }
            written.add(publication);
            if (publication.routingKey().isEmpty()) {
                throw new IllegalArgumentException("invalid value in table: java.util.UUID");
            }
        }

        @Override
        public void requireQueue(String queue) {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
