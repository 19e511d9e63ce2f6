package dev.warren.idempotency;

import dev.warren.job.Coordinates;
import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.topology.LaneName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records of the most frequent kind, kept in plain arrays: jobs that succeeded at once, with a UUID as key and nothing to tell. In this form
 * one takes about 70 bytes and no object, where an object for each and its parts kept the garbage collector busy for a tenth of a drain.
 *
 * <p>They form a ring in the order in which they were added, which is the order of forgetting; a hash table over it finds them by key.
 * Not safe for use by several threads.
 */
final class KeptSuccesses {
    private static final int FIRST_CAPACITY = 1_024;

    /** More scopes than this are not remembered: a tenant for each job would never be forgotten. */
    private static final int MOST_SCOPES = 10_000;

    private static final int NONE = -1;

    /** What many records share. */
    private record Scope(String namespace, String tenant, JobTypeName type, Optional<LaneName> lane) {}

    private final Map<Scope, Integer> scopeNumbers = new HashMap<>();
    private final List<Scope> scopes = new ArrayList<>();
    private int lastScope = NONE;

    /** Counted on for ever; a record's place is its number within the ring's size. */
    private long first;

    private long end;

    /** How far {@link #first} has been set back so far. */
    private long setBack;

    private int[] heads = new int[0]; // the hash table: the place of each chain's first record
    private int[] next = new int[0]; // by place, as all below
    private int[] scope = new int[0];
    private long[] high = new long[0];
    private long[] low = new long[0];
    private long[] payloadHash = new long[0];
    private long[] fence = new long[0];
    private long[] enqueued = new long[0];
    private long[] started = new long[0];
    private long[] finished = new long[0];

    KeptSuccesses() {
        resize(FIRST_CAPACITY);
    }

    int size() {
        return (int) (end - first);
    }

    /** Keeps a record; false when it is of another kind. Its key must not be kept already. */
    boolean add(JobRecord record) {
        if (!isOfThisKind(record)) {
            return false;
        }
        Uuid key = Uuid.of(record.key().key());
        int number = key == null ? NONE : scopeNumber(record);
        if (key == null || number == NONE) {
            return false;
        }
        if (size() == next.length) {
            resize(2 * next.length);
        }
        int place = place(end);
        scope[place] = number;
        high[place] = key.high();
        low[place] = key.low();
        payloadHash[place] = record.payloadHash();
        fence[place] = record.fence();
        enqueued[place] = Nanos.of(record.enqueuedAt());
        started[place] = Nanos.of(record.startedAt());
        finished[place] = Nanos.of(record.finishedAt().orElseThrow());
        chain(place);
        end++;
        return true;
    }

    private static boolean isOfThisKind(JobRecord record) {
        return record.status() == JobStatus.SUCCEEDED
                && record.coordinates().equals(Coordinates.FIRST)
                && record.attempt() == 1
                && record.crashes() == 0
                && record.resultJson().isEmpty()
                && record.error().isEmpty()
                && record.progress().isEmpty()
                && record.history().isEmpty()
                && record.startedAt().equals(record.dueAt())
                && record.id().value().equals(record.key().key())
                && Nanos.holds(record.enqueuedAt())
                && Nanos.holds(record.startedAt())
                && Nanos.holds(record.finishedAt().orElseThrow());
    }

    /** Most often it is the one of the record before. */
    private int scopeNumber(JobRecord record) {
        if (lastScope == NONE || !isOf(scopes.get(lastScope), record)) {
            lastScope = lookUpScope(record);
        }
        return lastScope;
    }

    private static boolean isOf(Scope scope, JobRecord record) {
        return isIn(scope, record.key()) && scope.lane().equals(record.lane());
    }

    private int lookUpScope(JobRecord record) {
        JobKey key = record.key();
        Scope of = new Scope(key.namespace(), key.tenant(), key.type(), record.lane());
        Integer known = scopeNumbers.get(of);
        if (known != null) {
            return known;
        }
        if (scopes.size() == MOST_SCOPES) {
            return NONE;
        }
        scopes.add(of);
        scopeNumbers.put(of, scopes.size() - 1);
        return scopes.size() - 1;
    }

    /** The record of a key; null when it is not kept here. */
    @Nullable
    JobRecord find(JobKey key) {
        Uuid uuid = Uuid.of(key.key());
        if (uuid == null) {
            return null;
        }
        for (int place = heads[bucket(uuid.high(), uuid.low())]; place != NONE; place = next[place]) {
            if (high[place] == uuid.high() && low[place] == uuid.low() && isIn(scopes.get(scope[place]), key)) {
                return record(place);
            }
        }
        return null;
    }

    private static boolean isIn(Scope scope, JobKey key) {
        return scope.type().value().equals(key.type().value())
                && scope.tenant().equals(key.tenant())
                && scope.namespace().equals(key.namespace());
    }

    /** The record that was added first; null when there is none. */
    @Nullable
    JobRecord oldest() {
        return size() == 0 ? null : record(place(first));
    }

    /** The number of the record that was added first, counting all that ever were. */
    long firstNumber() {
        return setBack + first;
    }

    /** The records from a number on, at most so many. */
    List<JobRecord> from(long number, int most) {
        List<JobRecord> found = new ArrayList<>();
        long begin = Math.max(number - setBack, first);
        for (long n = begin; n < Math.min(end, begin + most); n++) {
            found.add(record(place(n)));
        }
        return found;
    }

    /** Forgets the record that was added first. */
    void removeOldest() {
        int place = place(first);
        int bucket = bucket(high[place], low[place]);
        if (heads[bucket] == place) {
            heads[bucket] = next[place];
        } else {
            int before = heads[bucket];
            while (next[before] != place) {
                before = next[before];
            }
            next[before] = next[place];
        }
        first++;
    }

    private JobRecord record(int place) {
        Scope in = scopes.get(scope[place]);
        String key = new UUID(high[place], low[place]).toString();
        Instant start = Nanos.instant(started[place]);
        return new JobRecord(
                new JobKey(in.namespace(), in.tenant(), in.type(), key),
                new JobId(key),
                payloadHash[place],
                JobStatus.SUCCEEDED,
                Coordinates.FIRST,
                1,
                Optional.empty(),
                fence[place],
                Suspicion.NONE,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Nanos.instant(enqueued[place]),
                start,
                start,
                Optional.of(Nanos.instant(finished[place])),
                in.lane(),
                Optional.empty(),
                List.of());
    }

    private int place(long number) {
        return (int) number & (next.length - 1);
    }

    private int bucket(long highBits, long lowBits) {
        long mixed =
                (highBits ^ lowBits) * 0x9E3779B97F4A7C15L; // 2^64 over the golden ratio: spreads ids that count up
        return (int) (mixed >>> 32) & (heads.length - 1);
    }

    private void chain(int place) {
        int bucket = bucket(high[place], low[place]);
        next[place] = heads[bucket];
        heads[bucket] = place;
    }

    private void resize(int capacity) {
        int kept = size();
        int from = next.length == 0 ? 0 : place(first);
        scope = turned(scope, from, kept, capacity);
        high = turned(high, from, kept, capacity);
        low = turned(low, from, kept, capacity);
        payloadHash = turned(payloadHash, from, kept, capacity);
        fence = turned(fence, from, kept, capacity);
        enqueued = turned(enqueued, from, kept, capacity);
        started = turned(started, from, kept, capacity);
        finished = turned(finished, from, kept, capacity);
        setBack += first;
        first = 0;
        end = kept;
        next = new int[capacity];
        heads = new int[capacity];
        Arrays.fill(heads, NONE);
        for (int place = 0; place < kept; place++) {
            chain(place);
        }
    }

    /** A larger ring with the same content, which begins at its first place. */
    private static long[] turned(long[] ring, int from, int kept, int capacity) {
        long[] turned = new long[capacity];
        int tail = Math.min(kept, ring.length - from);
        System.arraycopy(ring, from, turned, 0, tail);
        System.arraycopy(ring, 0, turned, tail, kept - tail);
        return turned;
    }

    private static int[] turned(int[] ring, int from, int kept, int capacity) {
        int[] turned = new int[capacity];
        int tail = Math.min(kept, ring.length - from);
        System.arraycopy(ring, from, turned, 0, tail);
        System.arraycopy(ring, 0, turned, tail, kept - tail);
        return turned;
    }

    /** Times as nanoseconds since 1970, from 1684 to 2255. */
    private static final class Nanos {
        private static final long MOST_SECONDS = 9_000_000_000L;
        private static final long A_SECOND = 1_000_000_000L;

        static boolean holds(Instant time) {
            return Math.abs(time.getEpochSecond()) < MOST_SECONDS;
        }

        static long of(Instant time) {
            return time.getEpochSecond() * A_SECOND + time.getNano();
        }

        static Instant instant(long nanos) {
            return Instant.ofEpochSecond(Math.floorDiv(nanos, A_SECOND), Math.floorMod(nanos, A_SECOND));
        }
    }

    /** A key that can be told from its 128 bits again: a UUID in lower case. */
    private record Uuid(long high, long low) {
        private static final int LENGTH = 36;

        static @Nullable Uuid of(String text) {
            if (text.length() != LENGTH) {
                return null;
            }
            long high = 0;
            long low = 0;
            for (int i = 0; i < LENGTH; i++) {
                char c = text.charAt(i);
                boolean dashHere = i == 8 || i == 13 || i == 18 || i == 23;
                if (dashHere != (c == '-')) {
                    return null;
                }
                if (!dashHere) {
                    int digit = digit(c);
                    if (digit == NONE) {
                        return null;
                    }
                    high = high << 4 | low >>> 60;
                    low = low << 4 | digit;
                }
            }
            return new Uuid(high, low);
        }

        private static int digit(char c) {
            if (c >= '0' && c <= '9') {
                return c - '0';
            }
            return c >= 'a' && c <= 'f' ? c - 'a' + 10 : NONE;
        }
    }
}
