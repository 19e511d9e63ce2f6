package dev.warren.samples.export;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/** An object store that is a directory: objects are written beside their place and moved there at once. */
public final class DirectoryStore implements ObjectStore {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    private final Path root;

    /** A store in {@code root}, which is made when needed. */
    public DirectoryStore(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public URI put(String key, Content content) throws Exception {
        Path place = placeOf(key);
        Files.createDirectories(place.getParent());
        Path unfinished = Files.createTempFile(place.getParent(), ".unfinished-", "");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
                content.writeTo(out);
            }
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return place.toUri();
    }

    private Path placeOf(String key) throws BadKey {
        Path place = root;
        for (String word : key.split("/", -1)) {
            if (!WORD.matcher(word).matches()) {
                throw new BadKey(key);
            }
            place = place.resolve(word);
        }
        return place;
    }
}
