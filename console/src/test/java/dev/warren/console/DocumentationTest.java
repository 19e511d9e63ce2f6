package dev.warren.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.console.config.Key;
import dev.warren.console.connect.World;
import dev.warren.console.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/cli.md} against the program. */
class DocumentationTest {
    private static final Path PAGE = Path.of("../docs/cli.md");

    private static String section(String heading) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("\n" + heading + "\n");
        assertThat(begin).as("the page has " + heading).isPositive();
        int end = page.indexOf("\n#", begin + heading.length() + 2);
        return page.substring(begin, end < 0 ? page.length() : end);
    }

    @Test
    void theTableOfSettingsIsThatOfTheProgram() throws IOException {
        List<String> rows = section("### Settings")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(Key.values()).map(DocumentationTest::row).toList());
    }

    private static String row(Key key) {
        String standard = key.standard().map(value -> "`" + value + "` ").orElse("");
        return "| `" + key.text() + "` | " + standard + "| " + key.description() + " |";
    }

    @Test
    void theTableOfExitCodesIsThatOfTheProgram() throws Exception {
        List<Integer> documented = Pattern.compile("(?m)^\\| (\\d+) \\|")
                .matcher(section("### Exit codes"))
                .results()
                .map((MatchResult row) -> Integer.parseInt(row.group(1)))
                .toList();
        assertThat(documented)
                .containsExactly(
                        ExitCode.DONE,
                        ExitCode.NO,
                        ExitCode.USAGE,
                        ExitCode.UNAVAILABLE,
                        ExitCode.DEFECT,
                        ExitCode.INTERRUPTED);
    }

    @Test
    void theExampleOfAProviderCompiles() throws IOException {
        String page = section("## worker");
        int begin = page.indexOf("```java\n") + "```java\n".length();
        String example = page.substring(begin, page.indexOf("```", begin));
        assertThat(Files.readString(Path.of("src/test/java/dev/warren/console/worker/MailJobs.java")))
                .contains(example);
    }

    @Test
    void everyCommandHasASectionInAlphabeticalOrder() throws IOException {
        List<String> sections = Pattern.compile("(?m)^## ([a-z]+)$")
                .matcher(Files.readString(PAGE))
                .results()
                .map(heading -> heading.group(1))
                .toList();
        assertThat(sections).isSorted().containsExactlyInAnyOrderElementsOf(commands());
    }

    private static Iterable<String> commands() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Terminal terminal = new Terminal(nowhere, nowhere, Terminal.Kind.OTHER, Terminal.Kind.OTHER, 80);
        return Warren.commandLine(new World(Map.of(), Path.of(""), InputStream.nullInputStream(), terminal))
                .getSubcommands()
                .keySet();
    }
}
