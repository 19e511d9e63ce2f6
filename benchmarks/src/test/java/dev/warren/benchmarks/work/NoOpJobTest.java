package dev.warren.benchmarks.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoOpJobTest {
    @ParameterizedTest
    @CsvSource({"0, 256", "999999, 256", "1234567, 1024"})
    void isExactlyAsLargeAsAskedFor(long number, int bytes) throws Exception {
        assertThat(JsonMapper.builder()
                        .build()
                        .writeValueAsBytes(NoOpJob.of(number, bytes).payload()))
                .hasSize(bytes);
    }
}
