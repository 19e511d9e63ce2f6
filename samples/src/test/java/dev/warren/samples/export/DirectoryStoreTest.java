package dev.warren.samples.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryStoreTest {
    @TempDir
    Path root;

    @Test
    void replacesAnObjectWithTheSameKey() throws Exception {
        DirectoryStore store = new DirectoryStore(root);
        store.put("a/b.csv", out -> out.write("old".getBytes(UTF_8)));
        Path place = Path.of(store.put("a/b.csv", out -> out.write("new".getBytes(UTF_8))));

        assertThat(place).isEqualTo(root.toAbsolutePath().resolve("a/b.csv")).hasContent("new");
    }

    @Test
    void leavesTheOldObjectAndNothingElseWhenTheNewOneFails() throws Exception {
        DirectoryStore store = new DirectoryStore(root);
        store.put("a/b.csv", out -> out.write("old".getBytes(UTF_8)));

        assertThatThrownBy(() -> store.put("a/b.csv", out -> {
                    out.write("half".getBytes(UTF_8));
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");

        try (Stream<Path> files = Files.list(root.resolve("a"))) {
            assertThat(files).containsExactly(root.resolve("a/b.csv"));
        }
        assertThat(root.resolve("a/b.csv")).hasContent("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/etc/x", "a//b", "", ".hidden", "a b", "a/"})
    void refusesAKeyThatCouldLeadElsewhere(String key) {
        assertThatThrownBy(() -> new DirectoryStore(root).put(key, out -> {})).isInstanceOf(ObjectStore.BadKey.class);
        assertThat(root).isEmptyDirectory();
    }
}
