package dev.warren.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.console.RunWarren.Ran;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarrenTest {
    @TempDir
    Path directory;

    private Ran run(String... arguments) {
        return RunWarren.in(directory).run(arguments);
    }

    @Test
    void showsItsHelpOnStdout() {
        Ran ran = run("--help");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).contains("Usage: warren", "topology", "Exit codes:");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void showsItsVersion() {
        Ran ran = run("--version");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).matches("(?s)warren \\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void suggestsTheNearestCommand() {
        Ran ran = run("topolgy");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).isEqualTo("""
                warren: 'warren' has no command 'topolgy'. Did you mean 'topology'?
                See warren --help
                """);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void suggestsTheNearestOption() {
        Ran ran = run("topology", "check", "--namspace=x");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains("'warren topology check' has no option '--namspace'. Did you mean '--namespace'?");
    }

    @Test
    void namesTheCommandsWhereOneIsMissing() {
        Ran ran = run("topology");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("a command is missing after 'warren topology'", "check", "declare", "export");
    }

    @Test
    void saysWhichSettingIsWrongAndWhereItCameFrom() {
        Ran ran = RunWarren.in(directory).with("WARREN_NAMESPACE", "Not A Name").run("topology", "export");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .startsWith("warren: the setting 'namespace' is 'Not A Name' (WARREN_NAMESPACE): ")
                .doesNotContain("\tat ");
    }

    @Test
    void showsNoPasswordOfAnAddressThatIsNone() {
        Ran ran = run("topology", "declare", "--uri", "amqp://me:geh/eim@[broken");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains("the setting 'uri' is 'amqp://me:***@[broken' (--uri)")
                .doesNotContain("geh");
    }

    @Test
    void saysThatTheBrokerCannotBeReached() {
        Ran ran = run("topology", "declare", "--uri", "amqp://me:secret@127.0.0.1:1");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err())
                .startsWith("warren: can't connect to amqp://127.0.0.1:1")
                .doesNotContain("secret", "\tat ");
    }
}
