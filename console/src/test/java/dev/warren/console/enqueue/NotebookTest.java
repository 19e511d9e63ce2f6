package dev.warren.console.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.console.config.UsageError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookTest {
    @TempDir
    Path directory;

    private static Note note(long lines) {
        return new Note(1, 2, lines * 10, lines, lines, 0, false, "f");
    }

    @Test
    void theLastNoteCounts() throws Exception {
        Path file = directory.resolve("n");
        try (Notebook book = Notebook.open(file)) {
            assertThat(book.last()).isEmpty();
            book.add(note(1));
            book.add(note(2));
        }
        try (Notebook book = Notebook.open(file)) {
            assertThat(book.last()).contains(note(2));
            book.add(note(3));
            assertThat(book.last()).contains(note(3));
        }
    }

    @Test
    void aNoteThatWasTornByACrashDoesNotCountAndDoesNotSpoilTheNext() throws Exception {
        Path file = directory.resolve("n");
        try (Notebook book = Notebook.open(file)) {
            book.add(note(1));
        }
        Files.writeString(file, "{\"millis\":1,\"sa", StandardOpenOption.APPEND);
        try (Notebook book = Notebook.open(file)) {
            assertThat(book.last()).contains(note(1));
            book.add(note(2));
            book.add(note(3));
            assertThat(book.last()).contains(note(3));
        }
    }

    @Test
    void staysSmall() throws Exception {
        Path file = directory.resolve("n");
        try (Notebook book = Notebook.open(file)) {
            for (int i = 0; i < 3; i++) {
                book.add(note(i));
            }
        }
        long three = Files.size(file);
        try (Notebook book = Notebook.open(file)) {
            book.add(note(3));
            assertThat(Files.size(file)).isLessThan(three);
            assertThat(book.last()).contains(note(3));
        }
    }

    @Test
    void isForOneAtATime() throws Exception {
        try (Notebook book = Notebook.open(directory.resolve("n"))) {
            book.add(note(1));
            assertThatThrownBy(() -> Notebook.open(directory.resolve("n")))
                    .isInstanceOf(UsageError.class)
                    .hasMessageContaining("is locked");
        }
    }
}
