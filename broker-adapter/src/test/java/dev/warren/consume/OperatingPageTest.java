package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.outcome.Outcome;
import dev.warren.publish.PublishMetrics;
import dev.warren.topology.LaneName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of the operators' page are contracts, so they must say what the code does. */
class OperatingPageTest {
    private final String page = read(Path.of("..", "docs", "operating.md"));

    @Test
    void listsEveryLineAJobCanWrite() {
        List<String> written = Arrays.stream(JobEvent.values())
                .map(event -> "| " + event.level() + " | `" + event.text() + "` |")
                .toList();

        assertThat(rows("\\| (?:DEBUG|INFO|WARN|ERROR) \\| .*")).containsExactlyElementsOf(written);
    }

    @Test
    void listsEveryMeterWithItsTags() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        List<LaneName> lanes = List.of(LaneName.DEFAULT);
        JobMetrics metrics = new JobMetrics(registry, lanes);
        metrics.inFlight(lanes, lane -> 0);
        metrics.store(() -> true);
        metrics.processed("email.send", LaneName.DEFAULT, Outcome.SUCCEEDED);
        metrics.ran("email.send", 1);
        metrics.waited(LaneName.DEFAULT, Duration.ofMillis(1));
        new PublishMetrics(registry, "publish");

        Map<String, String> documented = new TreeMap<>();
        Matcher row = Pattern.compile("\\| `(jobs\\.[a-z.]+)` \\| ([^|]*)\\|").matcher(page);
        while (row.find()) {
            documented.put(row.group(1), row.group(2).replace("`", "").trim());
        }
        Map<String, String> inCode = registry.getMeters().stream()
                .collect(Collectors.toMap(meter -> meter.getId().getName(), OperatingPageTest::tags, (a, b) -> a));
        inCode.put("jobs.publish.failed", "purpose, reason"); // made at the first failure
        inCode.put("jobs.register.failed", ""); // of a publisher that has a store

        assertThat(documented).isEqualTo(new TreeMap<>(inCode));
    }

    @Test
    void namesEveryOutcome() {
        for (Outcome outcome : Outcome.values()) {
            assertThat(page).contains("`" + outcome.label() + "`");
        }
    }

    /** In the order the page uses: type, lane, status, then the others by name. */
    private static String tags(Meter meter) {
        List<String> order = List.of("type", "lane", "status");
        TreeSet<String> keys =
                meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
        List<String> sorted = order.stream().filter(keys::remove).collect(Collectors.toList());
        sorted.addAll(keys);
        return String.join(", ", sorted);
    }

    private List<String> rows(String pattern) {
        return page.lines().filter(line -> line.matches(pattern)).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
