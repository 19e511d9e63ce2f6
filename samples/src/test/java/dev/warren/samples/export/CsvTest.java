package dev.warren.samples.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    plain | plain
                    'bolt, 10 mm' | '"bolt, 10 mm"'
                    '3" pipe' | '"3"" pipe"'
                    '"' | '\"""\"'
                    '' | ''
                    """)
    void quotesAFieldOnlyWhenItMust(String field, String written) {
        assertThat(Csv.line(field)).isEqualTo(written + "\r\n");
    }

    @Test
    void quotesLineBreaks() {
        assertThat(Csv.line("two\nlines", "x\ry")).isEqualTo("\"two\nlines\",\"x\ry\"\r\n");
    }

    @Test
    void separatesFieldsWithCommas() {
        assertThat(Csv.line("a", "", "c")).isEqualTo("a,,c\r\n");
    }
}
