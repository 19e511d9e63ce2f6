package dev.warren.consume;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the store answered when it was last asked. Says so in the log once for each change. Safe for use by several threads. */
final class StoreHealth {
    private static final Logger log = LoggerFactory.getLogger(StoreHealth.class);

    private volatile @Nullable String trouble;

    /** It answered. */
    void answered() {
        if (trouble != null) {
            trouble = null;
            log.info("the idempotency store answers again");
        }
    }

    /** It did not. */
    void failed(RuntimeException e) {
        String words = String.valueOf(e.getMessage());
        if (trouble == null) {
            log.error(
                    "the idempotency store fails; no job is started or settled until it answers, and what is in hand waits: {}",
                    words);
        }
        trouble = words;
    }

    /** Why it failed when it was last asked; empty when it did not. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }
}
