package dev.warren.publish;

import dev.warren.broker.Broker;
import dev.warren.broker.BrokerException;
import dev.warren.broker.ConsumeLink;
import dev.warren.broker.Publication;
import dev.warren.broker.PublishLink;
import dev.warren.topology.Topology;
import java.util.ArrayList;
import java.util.List;

/** A broker that says only what a test makes it say. */
final class MemoryBroker implements Broker {
    final List<MemoryLink> links = new ArrayList<>();
    int tries;
    boolean away;

    @Override
    public PublishLink openPublishLink(PublishLink.Listener listener) {
        tries++;
        if (away) {
            throw new BrokerException("nobody listens", null);
        }
        MemoryLink link = new MemoryLink(listener);
        links.add(link);
        return link;
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
        boolean breaks;
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
            if (breaks) {
                throw new BrokerException("the wire is cut", null);
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
