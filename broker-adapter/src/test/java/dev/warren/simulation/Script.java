package dev.warren.simulation;

import dev.warren.broker.Message;
import dev.warren.idempotency.JobKey;
import dev.warren.job.JobType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job of a run: what its handler does, what was sent of it, and what came of it. */
final class Script {
    final JobKey key;
    final JobType<SettleRun.Text> type;
    final Kind kind;

    /** How many attempts fail, or runs are snoozed, before it succeeds. */
    final int times;

    /** From which life on it succeeds whatever its kind. */
    final int curedFrom;

    final @Nullable Instant expiresAt;

    /** The ids sent with the job's own payload, and with another. */
    final Set<String> ids = new LinkedHashSet<>();

    final Set<String> conflictingIds = new LinkedHashSet<>();

    /** The lives in which the handler did its work. */
    final Set<Integer> effects = new HashSet<>();

    /** The lives of which a dead letter was moved back. */
    final Set<Integer> replayed = new HashSet<>();

    /** By life: crashes of its handler, and crashes it was blamed for. */
    final Map<Integer, Integer> crashes = new HashMap<>();

    final Map<Integer, Integer> blames = new HashMap<>();

    boolean cancelled;

    /** What a job's handler does. */
    enum Kind {
        SUCCEEDS,
        FAILS_AT_FIRST,
        FAILS,
        SNOOZES,
        DECLINES,
        /** Ends its process. */
        POISON,
        /** Takes longer than a lease now and then, and ends when it is interrupted. */
        SLOW,
        /** The same, and takes no notice of interrupts. */
        DEAF
    }

    Script(JobKey key, JobType<SettleRun.Text> type, Kind kind, int times, int curedFrom, @Nullable Instant expiresAt) {
        this.key = key;
        this.type = type;
        this.kind = kind;
        this.times = times;
        this.curedFrom = curedFrom;
        this.expiresAt = expiresAt;
    }

    boolean isPoisonIn(int life) {
        return kind == Kind.POISON && life < curedFrom;
    }

    /** A message as a producer sends it. */
    Message message(String id, String text) {
        Map<String, Object> headers = new HashMap<>();
        if (!id.equals(key.key())) {
            headers.put("idempotency-key", key.key());
        }
        if (expiresAt != null) {
            headers.put("expires-at", expiresAt.toEpochMilli());
        }
        return new Message(
                Message.Properties.of(type.name().value(), id, headers),
                ("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return key.key() + " (" + kind + ", " + type.name() + ", times " + times + ", cured from life " + curedFrom
                + (expiresAt == null ? "" : ", expires " + expiresAt) + ")";
    }
}
