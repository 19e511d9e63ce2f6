package dev.warren.console;

import dev.warren.console.connect.World;
import dev.warren.console.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this JVM, in a world of the test's own: no variable of the real environment, and no terminal. */
public final class RunWarren {
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";

    private RunWarren(Path directory) {
        this.directory = directory;
    }

    /** In this working directory. */
    public static RunWarren in(Path directory) {
        return new RunWarren(directory);
    }

    /** With a variable in the environment. */
    public RunWarren with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** With this on standard input. */
    public RunWarren reading(String text) {
        input = text;
        return this;
    }

    /** What a run came to. */
    public record Ran(int exitCode, String out, String err) {}

    /** Runs a command. */
    public Ran run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(stream(out), stream(err), Terminal.Kind.OTHER, Terminal.Kind.OTHER, 100);
        World world = new World(
                environment, directory, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), terminal);
        int exitCode = Warren.run(world, arguments);
        return new Ran(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
