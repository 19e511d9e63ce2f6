package dev.warren.chaos.load;

import dev.warren.chaos.ledger.Ledger;
import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.publish.SenderSettings;
import dev.warren.stores.outbox.Outbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** How a publisher gives jobs away. */
interface Way extends AutoCloseable {
    /** The ways there are. */
    enum Sort {
        /** By a {@link Publisher}: a job is promised when the broker has confirmed it. */
        CONFIRMS,
        /** Into an outbox: a job is promised when its transaction is committed. */
        OUTBOX
    }

    /** Tries to give these away; answers those that are promised. The others are tried again, under the same ids. */
    List<NewJob<Long>> enqueue(List<NewJob<Long>> jobs);

    /** Whether jobs of this kind can go this way. */
    boolean takes(Kind kind);

    /** After promised jobs were written down. */
    default void afterwards(List<NewJob<Long>> jobs) {}

    @Override
    void close();

    static Way open(Sort sort, Plan plan, Ledger ledger, Clock clock) throws SQLException {
        return switch (sort) {
            case CONFIRMS -> new ByConfirms(plan, ledger, clock);
            case OUTBOX -> new ByOutbox(plan, clock);
        };
    }

    /** By a {@link Publisher}; cancels some of what it has enqueued, and sends bad bytes beside. */
    final class ByConfirms implements Way {
        private final Publisher publisher;
        private final Canceller canceller;
        private final BadBytes badBytes;
        private final boolean transactional;

        ByConfirms(Plan plan, Ledger ledger, Clock clock) {
            transactional = !plan.place().isRedis();
            publisher = Publisher.builder(plan.broker())
                    .topology(Plan.topology())
                    .metrics(new SimpleMeterRegistry())
                    .clock(clock)
                    .settings(SenderSettings.STANDARD
                            .withRoomWithin(Duration.ofSeconds(5))
                            .withConfirmWithin(Duration.ofSeconds(10)))
                    .start();
            canceller = new Canceller(plan, ledger);
            badBytes = new BadBytes(plan, ledger);
        }

        @Override
        public List<NewJob<Long>> enqueue(List<NewJob<Long>> jobs) {
            List<Enqueued> answers = publisher.enqueueAll(jobs);
            List<NewJob<Long>> done = new ArrayList<>();
            for (int i = 0; i < jobs.size(); i++) {
                if (answers.get(i).isConfirmed()) {
                    done.add(jobs.get(i));
                }
            }
            return done;
        }

        @Override
        public boolean takes(Kind kind) {
            return transactional || !kind.writes();
        }

        @Override
        public void afterwards(List<NewJob<Long>> jobs) {
            jobs.forEach(canceller::consider);
        }

        @Override
        public void close() {
            badBytes.close();
            canceller.close();
            publisher.close();
        }
    }

    /** Into an outbox, some tens of jobs in a transaction. */
    final class ByOutbox implements Way {
        private static final int AT_ONCE = 50;

        private final Outbox outbox;
        private final DataSource source;

        ByOutbox(Plan plan, Clock clock) {
            outbox = RelayProcess.outbox(plan.place(), clock);
            source = plan.place().database().orElseThrow();
        }

        @Override
        public List<NewJob<Long>> enqueue(List<NewJob<Long>> jobs) {
            List<NewJob<Long>> some = List.copyOf(jobs.subList(0, Math.min(AT_ONCE, jobs.size())));
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                for (NewJob<Long> job : some) {
                    outbox.enqueue(connection, job);
                }
                connection.commit();
                return some;
            } catch (SQLException e) {
                return List.of(); // committed or not; the next try has the same ids
            }
        }

        @Override
        public boolean takes(Kind kind) {
            return kind != Kind.CANCELLED;
        }

        @Override
        public void close() {}
    }
}
