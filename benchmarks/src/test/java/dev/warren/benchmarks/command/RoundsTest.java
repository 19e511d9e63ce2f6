package dev.warren.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.warren.benchmarks.Contender;
import dev.warren.benchmarks.Figure;
import dev.warren.benchmarks.Measurement;
import dev.warren.benchmarks.Measurement.Better;
import dev.warren.benchmarks.Place;
import dev.warren.benchmarks.Servers;
import dev.warren.benchmarks.Where;
import dev.warren.benchmarks.report.Results.MeasurementFailure;
import dev.warren.benchmarks.report.Results.Sample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void inARoundEveryContenderRunsOnceAtEachPlace() throws Exception {
        Rounds rounds = rounds(Where.QUORUM_QUEUES, "--versions", "3.10,4.3");

        rounds.run(1);
        rounds.run(2);

        assertThat(rounds.samples())
                .extracting(Sample::round, Sample::place, Sample::contender)
                .containsExactly(
                        tuple(1, "3.10 quorum", "good"),
                        tuple(1, "4.3 quorum", "good"),
                        tuple(2, "3.10 quorum", "good"),
                        tuple(2, "4.3 quorum", "good"));
    }

    @Test
    void whoeverFailsDoesNotHoldUpTheOthers() throws Exception {
        Rounds rounds = rounds(Where.NO_BROKER);

        rounds.run(1);

        assertThat(rounds.failures())
                .containsExactly(new MeasurementFailure(
                        "speed", "no broker", "bad", 1, "java.lang.IllegalStateException: out of luck"));
        assertThat(rounds.samples()).hasSize(1);
        assertThat(said).hasSize(2);
    }

    @Test
    void classicQueuesAreMeasuredInOneRoundOutOfThree() throws Exception {
        Measurement measurement = measurement(Where.EVERY_QUEUE);
        Rounds rounds = rounds(Where.EVERY_QUEUE, "--versions", "4.3");

        assertThat(titles(rounds, measurement, 1)).containsExactly("4.3 quorum", "4.3 classic");
        assertThat(titles(rounds, measurement, 2)).containsExactly("4.3 quorum");
        assertThat(titles(rounds, measurement, 3)).containsExactly("4.3 quorum");
        assertThat(titles(rounds, measurement, 4)).containsExactly("4.3 quorum", "4.3 classic");
    }

    @Test
    void whereTheBrokerMattersLittleOneIsEnough() throws Exception {
        Measurement measurement = measurement(Where.ONE_BROKER);
        Rounds rounds = rounds(Where.ONE_BROKER, "--versions", "3.10,4.3");

        assertThat(titles(rounds, measurement, 1)).containsExactly("3.10 quorum");
        assertThat(titles(rounds, measurement, 2)).isEmpty();
    }

    private static List<String> titles(Rounds rounds, Measurement measurement, int round) {
        return rounds.places(measurement, round).stream().map(Place::title).toList();
    }

    private Rounds rounds(Where where, String... options) throws Exception {
        return new Rounds(List.of(measurement(where)), BenchOptions.parse(options), new NoServers(), said::add);
    }

    private static Measurement measurement(Where where) {
        Contender bad = new Contender("bad", "fails", place -> {
            throw new IllegalStateException("out of luck");
        });
        return new Measurement(
                "speed",
                "Speed",
                "It is measured.",
                "jobs/s",
                Better.HIGHER,
                where,
                List.of(bad, new Contender("good", "works", place -> Figure.of(1))));
    }

    private static final class NoServers implements Servers {
        @Override
        public String rabbitUri(String version) {
            throw new AssertionError("nobody asked for a broker");
        }

        @Override
        public String postgresUri() {
            throw new AssertionError("nobody asked for PostgreSQL");
        }

        @Override
        public String redisUri() {
            throw new AssertionError("nobody asked for Redis");
        }
    }
}
