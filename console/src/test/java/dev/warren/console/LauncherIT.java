package dev.warren.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.testsupport.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as users start it: by the launcher, from the one jar, on a terminal or into a pipe. */
class LauncherIT {
    private static final Path LAUNCHER = Path.of("bin/warren").toAbsolutePath();
    private static final String ESCAPE = "\u001b[";

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void settle() {
        environment.put("WARREN_CACHE", "/dev/null/nowhere"); // no archive
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("RABBITMQ_URI", TestBroker.shared().uri().toString());
        environment.put(
                "RABBITMQ_MANAGEMENT_URI", TestBroker.shared().managementUri().toString());
        environment.put("WARREN_NAMESPACE", "l" + UUID.randomUUID().toString().substring(0, 8));
    }

    private Launched warren(String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return Launched.of(command, directory, environment);
    }

    /** On a pseudo-terminal, so that both streams come as one. */
    private Launched onTerminal(String arguments) {
        return Launched.of(List.of("script", "-qec", LAUNCHER + " " + arguments, "/dev/null"), directory, environment);
    }

    private List<Path> archives() {
        return cached().stream()
                .filter(file -> file.toString().endsWith(".jsa"))
                .toList();
    }

    /** Archives, and while one is being made other files too. */
    private List<Path> cached() {
        try (Stream<Path> files = Files.list(directory.resolve("cache/classes"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void startsByALinkFromAnyDirectory() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("warren"), LAUNCHER);
        Launched ran = Launched.of(List.of(link.toString(), "--version"), directory, environment)
                .awaitExit(ExitCode.DONE);
        assertThat(ran.output()).startsWith("warren 0.");
        assertThat(ran.errors()).isEmpty();
    }

    @Test
    void sharesClassesFromTheSecondStartOn() throws Exception {
        environment.put("WARREN_CACHE", directory.resolve("cache").toString());
        Launched first = warren("--version");
        Launched atOnce = warren("--version");
        first.awaitExit(ExitCode.DONE);
        atOnce.awaitExit(ExitCode.DONE);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.isDirectory(directory.resolve("cache/classes")));
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> archives().size() == 1 && cached().size() == 1);

        Path log = directory.resolve("classes.log");
        environment.put("WARREN_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        Launched second = warren("--version").awaitExit(ExitCode.DONE);
        assertThat(second.errors()).isEmpty();
        assertThat(Files.readString(log))
                .containsPattern("dev\\.warren\\.console\\.Warren source: shared objects file \\(top\\)");

        Path archive = archives().get(0);
        assertThat(archive.toFile().setWritable(true)).isTrue();
        Files.writeString(archive, "no archive");
        Launched broken = warren("--version").awaitExit(ExitCode.DONE);
        assertThat(broken.output()).isEqualTo(second.output());
        assertThat(broken.errors()).isEmpty();
    }

    @Test
    void startsWhereNothingCanBeCached() throws Exception {
        Launched ran = warren("--version").awaitExit(ExitCode.DONE);
        assertThat(ran.errors()).isEmpty();
    }

    @Test
    void saysWhatToDoWithoutJava() throws Exception {
        environment.put("JAVA_HOME", "/nowhere");
        Launched ran = warren("--version").awaitExit(ExitCode.UNAVAILABLE);
        assertThat(ran.errors())
                .isEqualTo("warren: /nowhere/bin/java can't be run: set JAVA_HOME to a JDK or JRE 17 or newer,"
                        + " or unset it\n");
    }

    @Test
    void coloursOnATerminalAlone() throws Exception {
        assertThat(onTerminal("topology declare").awaitExit(ExitCode.DONE).output())
                .contains(ESCAPE + "32mdeclared" + ESCAPE + "0m");
        assertThat(warren("topology", "declare").awaitExit(ExitCode.DONE).output())
                .startsWith("declared ")
                .doesNotContain(ESCAPE);
        assertThat(warren("topology", "declare", "--color", "always")
                        .awaitExit(ExitCode.DONE)
                        .output())
                .contains(ESCAPE);
        environment.put("NO_COLOR", "1");
        assertThat(onTerminal("topology declare").awaitExit(ExitCode.DONE).output())
                .doesNotContain(ESCAPE);
    }

    @Test
    void showsProgressOnATerminalAlone() throws Exception {
        warren("topology", "declare").awaitExit(ExitCode.DONE);
        Files.writeString(
                directory.resolve("jobs.jsonl"),
                IntStream.range(0, 5_000)
                        .mapToObj(i -> "{\"payload\":" + i + "}\n")
                        .collect(Collectors.joining()));
        assertThat(onTerminal("enqueue t --file jobs.jsonl")
                        .awaitExit(ExitCode.DONE)
                        .output())
                .containsPattern("\rjobs\\.jsonl \\[#+\\.*] +100%  5,000/5,000  [0-9,]+/s  in \\d+ s")
                .contains("5000 jobs enqueued");
        Launched piped = warren("enqueue", "t", "--file", "jobs.jsonl", "--restart", "--json")
                .awaitExit(ExitCode.DONE);
        assertThat(piped.errors()).isEmpty();
        assertThat(new ObjectMapper().readTree(piped.output()).get("enqueued").asInt())
                .isEqualTo(5_000);
    }

    @Test
    void completesCommandsAndOptionsInBash() throws Exception {
        String script = "source <(" + LAUNCHER + " completion bash); COMP_WORDS=(warren topology ch); COMP_CWORD=2;"
                + " _complete_warren; echo \"${COMPREPLY[*]}\"; COMP_WORDS=(warren enqueue --max); COMP_CWORD=2;"
                + " _complete_warren; echo \"${COMPREPLY[*]}\"";
        Launched ran = Launched.of(List.of("bash", "-c", script), directory, environment)
                .awaitExit(ExitCode.DONE);
        assertThat(ran.output()).isEqualTo("check\n--max-attempts\n");
    }

    @Test
    void saysOfEveryLibraryInItWhatItsLicenceIs() throws Exception {
        try (JarFile jar = new JarFile("target/warren.jar")) {
            String listed = new String(
                    jar.getInputStream(jar.getEntry("META-INF/THIRD-PARTY.md")).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(jar.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                            .map(name -> name.replaceAll("^([^/]+(/[^/]+)?)/.*", "$1"))
                            .distinct())
                    .allMatch(place -> place.equals("dev/warren") || listed.contains("`" + place), "is listed");
            assertThat(jar.stream().map(JarEntry::getName))
                    .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA)"));
        }
    }
}
