package dev.warren.stores.sqlite;

import dev.warren.idempotency.Progress;
import dev.warren.idempotency.StoreException;

/** Progress as the file holds it, and as people read it there: {@code 3/10 half of the pages}. */
final class ProgressText {
    private ProgressText() {}

    static String of(Progress progress) {
        return progress.done() + "/" + progress.total() + " " + progress.note();
    }

    static Progress read(String text) {
        int slash = text.indexOf('/');
        int blank = text.indexOf(' ');
        try {
            return new Progress(
                    Long.parseLong(text.substring(0, slash)),
                    Long.parseLong(text.substring(slash + 1, blank)),
                    text.substring(blank + 1));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new StoreException("a stored progress is damaged: '" + text + "'", e);
        }
    }
}
