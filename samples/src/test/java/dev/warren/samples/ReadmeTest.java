package dev.warren.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void showsTheFirstJobAsItIsCompiled() throws IOException {
        List<String> shown = linesOf(Path.of("..", "README.md"));
        List<String> example = shown.subList(shown.indexOf("```java") + 1, shown.size());

        assertThat(linesOf(Path.of("src/main/java/dev/warren/samples/FirstJob.java")))
                .containsSubsequence(example.subList(0, example.indexOf("```")));
    }

    private static List<String> linesOf(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        }
    }
}
