package dev.warren.console.connect;

import dev.warren.console.output.Terminal;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a run of the program depends on, beside its arguments.
 *
 * @param environment the environment's variables
 * @param directory the working directory
 * @param in standard input
 * @param terminal where output goes
 */
public record World(Map<String, String> environment, Path directory, InputStream in, Terminal terminal) {
    /** Copies the environment. */
    public World {
        environment = Map.copyOf(environment);
    }

    /** The process's own. */
    public static World ofProcess() {
        return new World(System.getenv(), Path.of(""), System.in, Terminal.ofProcess());
    }
}
