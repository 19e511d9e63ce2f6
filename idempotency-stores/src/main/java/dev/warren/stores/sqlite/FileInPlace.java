package dev.warren.stores.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the file was deleted or replaced under a running store. The system lets a program go on with a file that has no name any more:
 * all would seem well until the process ends, while other workers begin a new one.
 */
final class FileInPlace {
    private final Path file;
    private final Path log;
    private final @Nullable Object fileKey;
    private final @Nullable Object logKey;

    FileInPlace(Path file) {
        this.file = file;
        this.log = file.resolveSibling(file.getFileName() + "-wal");
        this.fileKey = key(file);
        this.logKey = key(log);
    }

    boolean isGone() {
        return hasChanged(file, fileKey) || hasChanged(log, logKey);
    }

    /** Where the system has no file keys it does not let an open file be deleted either. */
    private static boolean hasChanged(Path path, @Nullable Object before) {
        return before != null && !before.equals(key(path));
    }

    private static @Nullable Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }
}
