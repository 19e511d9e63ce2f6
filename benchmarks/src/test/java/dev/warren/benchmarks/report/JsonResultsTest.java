package dev.warren.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class JsonResultsTest {
    @Test
    void holdsEverySampleWithAllItsFigures() throws Exception {
        Results results =
                new SampleResults().drain("3.10 quorum", 1, 100, 70, 30, 20).results();

        JsonNode sample =
                JsonMapper.builder().build().readTree(JsonResults.of(results)).at("/samples/1");

        assertThat(sample.get("contender").textValue()).isEqualTo("Warren, memory");
        assertThat(sample.at("/figure/value").doubleValue()).isEqualTo(70);
        assertThat(sample.at("/figure/more").get(SampleResults.CPU).doubleValue())
                .isEqualTo(25);
    }
}
