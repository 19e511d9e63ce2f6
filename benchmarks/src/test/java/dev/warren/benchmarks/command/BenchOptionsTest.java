package dev.warren.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.warren.benchmarks.Size;
import dev.warren.benchmarks.command.BenchOptions.Print;
import dev.warren.benchmarks.command.BenchOptions.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {
    @Test
    void withoutOptionsEverythingIsMeasuredInFullOnBothBrokers() throws Exception {
        BenchOptions options = BenchOptions.parse();

        assertThat(options.size()).isEqualTo(Size.FULL);
        assertThat(options.only()).isEmpty();
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.versions()).containsExactly("3.10", "4.3");
        assertThat(options.out()).isEqualTo(Path.of("target/bench"));
        assertThat(options.print()).isEqualTo(Print.REPORT);
    }

    @Test
    void quickIsOneRoundOnOneBroker() throws Exception {
        BenchOptions options = BenchOptions.parse("--quick");

        assertThat(options.size()).isEqualTo(Size.QUICK);
        assertThat(options.rounds()).isEqualTo(1);
        assertThat(options.versions()).containsExactly("installed");
    }

    @Test
    void whatIsGivenCountsWhereverQuickStands() throws Exception {
        BenchOptions options = BenchOptions.parse(
                "--only",
                "drain,latency",
                "--rounds",
                "7",
                "--versions",
                "4.3",
                "--out",
                "elsewhere",
                "--json",
                "--quick");

        assertThat(options)
                .isEqualTo(new BenchOptions(
                        Size.QUICK, List.of("drain", "latency"), 7, List.of("4.3"), Path.of("elsewhere"), Print.JSON));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--fast",
                "drain",
                "--rounds",
                "--rounds 0",
                "--rounds 100",
                "--rounds x",
                "--versions 2.8",
                "--only --json"
            })
    void refusesWhatItDoesNotKnow(String line) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> BenchOptions.parse(line.split(" ")));
    }

    @Test
    void refusesAMeasurementThereIsNot() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Bench.chosen(List.of(), List.of("speed")))
                .withMessageContaining("\"speed\"");
    }
}
