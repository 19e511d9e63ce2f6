package dev.warren.console;

import dev.warren.console.connect.World;
import dev.warren.console.output.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Uses what most commands use, and does nothing: the launcher runs it once to make the archive of loaded classes that later starts begin
 * with. Talks to nobody: where a broker is needed, to a port of this machine at which none listens.
 */
final class Training {
    private static final Map<String, String> NOBODY = Map.of(
            "WARREN_URI", "amqp://nobody:none@127.0.0.1:1", "WARREN_MANAGEMENT_URI", "http://nobody:none@127.0.0.1:1");

    private Training() {}

    /** Answers nothing; how the commands end does not matter. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("warren-training");
        try {
            run(directory, "--help");
            run(directory, "--version");
            run(directory, "topology", "export");
            run(directory, "topology", "check");
            run(directory, "topology", "declare", "--json");
            run(directory, "enqueue", "training", "{\"n\": 1}", "--delay", "1s");
            run(directory, "enqueue", "training", "{broken");
            run(directory, "status", "nothing");
            run(directory, "lanes");
            run(directory, "unknown");
        } finally {
            Files.delete(directory);
        }
    }

    private static void run(Path directory, String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(nowhere, nowhere, Terminal.Kind.OTHER, Terminal.Kind.OTHER, 80);
        Warren.run(new World(NOBODY, directory, InputStream.nullInputStream(), terminal), arguments);
    }
}
