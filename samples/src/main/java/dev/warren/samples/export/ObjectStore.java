package dev.warren.samples.export;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;

/** Where finished files go. {@link DirectoryStore} is a directory; an S3 client fits behind the same method. */
public interface ObjectStore {
    /**
     * Puts an object, or replaces it. Readers see all of it or nothing.
     *
     * @param key such as {@code exports/acme/17.csv}: words of letters, digits and {@code . _ -}, joined by slashes
     * @return where it can be had
     */
    URI put(String key, Content content) throws Exception;

    /** Writes an object's bytes, as a stream: they need not fit into memory. */
    interface Content {
        /** Writes all of it; does not close {@code out}. */
        void writeTo(OutputStream out) throws Exception;
    }

    /** Thrown for a key that could lead out of the store. */
    final class BadKey extends IOException {
        private static final long serialVersionUID = 1L;

        BadKey(String key) {
            super("the object key '" + key + "' must be words of letters, digits and . _ - joined by slashes");
        }
    }
}
