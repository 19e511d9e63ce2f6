package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.job.JobType;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publications;
import dev.warren.topology.DelayLadder;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import dev.warren.wire.WireHeaders;
import dev.warren.wire.WireLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Workers and publishers whose clocks disagree: a delay is as long as it was meant to be, whoever measures. */
class ClocksTest {
    record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONGEST_ROUND = DelayLadder.standard().longestRound();

    /** A worker with a clock of its own, on this thread. */
    private static final class Station {
        final HandTime time = new HandTime();
        final HandBroker broker = new HandBroker();
        final List<Publication> published = new ArrayList<>();
        final List<String> ran = new ArrayList<>();
        final Stages stages;

        Station(Duration ahead) {
            time.pass(ahead);
            stages = Worker.builder(broker)
                    .lanes(LaneName.DEFAULT)
                    .slots(1)
                    .clock(time)
                    .nanos(time::nanos)
                    .metrics(new SimpleMeterRegistry())
                    .run(NOTE, job -> {
                        ran.add(job.id().value());
                        if (job.attempt() == 1) {
                            throw new IllegalStateException("told to fail");
                        }
                    })
                    .stages(this::publish);
            stages.session().turn();
        }

        private CompletableFuture<Void> publish(Publication publication) {
            if (!publication.exchange().equals(Topology.standard().controlExchange())) {
                published.add(publication);
            }
            return CompletableFuture.completedFuture(null);
        }

        /** Lets it have a message and do all that there is to do; answers what it has published for it. */
        Optional<Publication> get(Message message) {
            published.clear();
            broker.deliver(message.properties());
            stages.claim().turn();
            RunningJob job = stages.execute().take(null);
            if (job != null) {
                stages.execute().run(job);
                stages.execute().take(job);
            }
            stages.settle().turn();
            return published.stream().findFirst();
        }
    }

    private static Message message(Map<String, Object> headers) {
        return new Message(Message.Properties.of("note", "a", headers), new byte[0]);
    }

    private static Publication enqueued(HandTime clock, NewJob<Note> job) {
        Publications publications =
                new Publications(Topology.standard(), WireLimits.STANDARD, clock, Publications.timeOrderedIds());
        return publications.of(job, publications.idOf(job));
    }

    private static Optional<Duration> left(Publication publication) {
        return Optional.ofNullable(publication.message().properties().headers().get(WireHeaders.DELAY_LEFT))
                .map(millis -> Duration.ofMillis(((Number) millis).longValue()));
    }

    @Test
    void aRetryRunsWhenTheLadderBringsItThoughItsDueTimeLiesAheadHere() {
        Publication retry = new Station(HOUR).get(message(Map.of())).orElseThrow();
        assertThat(left(retry)).contains(Duration.ZERO);
        Station behind = new Station(Duration.ZERO);
        assertThat(behind.get(retry.message())).isEmpty();
        assertThat(behind.ran).containsExactly("a");
    }

    @Test
    void aDelayedJobRunsWhenTheLadderBringsItThoughItsPublishersClockIsAhead() {
        HandTime ahead = new HandTime();
        ahead.pass(HOUR);
        Publication delayed =
                enqueued(ahead, NewJob.of(NOTE, new Note("a")).withId("a").delayedBy(Duration.ofSeconds(10)));
        Station behind = new Station(Duration.ZERO);
        behind.get(delayed.message());
        assertThat(behind.ran).containsExactly("a");
    }

    @Test
    void aDelayOfSeveralRoundsIsAddedUpWithoutAClock() {
        Duration delay = LONGEST_ROUND.multipliedBy(2).plusMillis(70);
        Publication first = enqueued(
                new HandTime(), NewJob.of(NOTE, new Note("a")).withId("a").delayedBy(delay));
        assertThat(left(first)).contains(delay.minus(LONGEST_ROUND));
        Publication second = new Station(HOUR).get(first.message()).orElseThrow();
        assertThat(left(second)).contains(Duration.ofMillis(70));
        Station last = new Station(HOUR.negated());
        Publication third = last.get(second.message()).orElseThrow();
        assertThat(left(third)).contains(Duration.ZERO);
        assertThat(last.ran).isEmpty();
        last.get(third.message());
        assertThat(last.ran).containsExactly("a");
    }

    @Test
    void aPointInTimeIsComparedWithTheClockOfWhoeverGetsTheJob() {
        HandTime publisher = new HandTime();
        Publication due = enqueued(
                publisher,
                NewJob.of(NOTE, new Note("a"))
                        .withId("a")
                        .dueAt(publisher.instant().plusSeconds(60)));
        Station early = new Station(Duration.ZERO);
        Publication again = early.get(due.message()).orElseThrow();
        assertThat(early.ran).isEmpty();
        assertThat(left(again)).isEmpty();
        Station late = new Station(Duration.ofSeconds(61));
        late.get(again.message());
        assertThat(late.ran).containsExactly("a");
    }

    @Test
    void whatIsPutOffOnTheWayKeepsTheRestOfItsDelay() {
        Duration rest = Duration.ofDays(5);
        Message unknown = new Message(
                Message.Properties.of("mystery", "a", Map.of(WireHeaders.DELAY_LEFT, rest.toMillis())), new byte[0]);
        Publication held = new Station(Duration.ZERO).get(unknown).orElseThrow();
        assertThat(left(held).orElseThrow()).isBetween(rest.minusMinutes(10), rest.minusMillis(1));
    }

    @Test
    void whatWaitedInATableHasWaitedThere() {
        HandTime clock = new HandTime();
        Publications publications =
                new Publications(Topology.standard(), WireLimits.STANDARD, clock, Publications.timeOrderedIds());
        Duration delay = LONGEST_ROUND.plus(HOUR);
        NewJob<Note> job = NewJob.of(NOTE, new Note("a")).delayedBy(delay);
        Publication kept = publications.toKeep(job, publications.idOf(job));
        clock.pass(Duration.ofDays(30)); // the relay's own clock does not matter
        assertThat(left(publications.again(kept, LaneName.DEFAULT, Duration.ZERO)))
                .contains(HOUR);
        assertThat(left(publications.again(kept, LaneName.DEFAULT, Duration.ofMinutes(90))))
                .contains(Duration.ZERO);
        Publication overdue = publications.again(kept, LaneName.DEFAULT, delay);
        assertThat(overdue.exchange()).isEqualTo("jobs.default");
        assertThat(left(overdue)).contains(Duration.ZERO);
    }

    @Test
    void whatWasDueWhenItDiedIsDueWhenItIsReplayed() {
        HandTime clock = new HandTime();
        clock.pass(HOUR);
        Message dueThere = message(Map.of(
                WireHeaders.DUE_AT, clock.instant().minusSeconds(1).toEpochMilli(), WireHeaders.MAX_ATTEMPTS, 1));
        Publication letter = new Station(HOUR).get(dueThere).orElseThrow();
        assertThat(letter.exchange()).isEqualTo("jobs.dead");
        Station behind = new Station(Duration.ZERO);
        behind.get(letter.message());
        assertThat(behind.ran).containsExactly("a");
    }
}
