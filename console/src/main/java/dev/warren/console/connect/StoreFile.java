package dev.warren.console.connect;

import java.nio.file.Path;

/**
 * A store that is a file.
 *
 * @param path where it is
 * @param schemaVersion the version of the schema that this Warren keeps it in
 */
public record StoreFile(Path path, int schemaVersion) {
    /** What was committed since the last checkpoint. */
    public Path log() {
        return path.resolveSibling(path.getFileName() + "-wal");
    }
}
