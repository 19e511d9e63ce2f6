package dev.warren.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"0.5123, 0.512", "4.609, 4.61", "27.34, 27.3", "640.4, 640", "'92150.2', '92,150'"})
    void keepsTheDigitsThatMeanSomething(double value, String text) {
        assertThat(Numbers.text(value)).isEqualTo(text);
    }
}
