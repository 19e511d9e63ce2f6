package dev.warren.stores.postgres;

import dev.warren.idempotency.JobKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Part of what a call asks for, in the order in which every worker touches rows, so that no two of them wait for each other in a circle.
 *
 * @param entries sorted by key; at most {@link #MOST}
 * @param <E> what is asked for one job
 */
record Batch<E>(List<Entry<E>> entries) {
    /** As many as a block has fences. */
    static final int MOST = 1_024;

    /**
     * What is asked for one job.
     *
     * @param place in the caller's batch
     * @param scope the scope's number
     * @param key the idempotency key, as the table holds it
     * @param asked what is asked
     */
    record Entry<E>(int place, int scope, String key, E asked) {}

    /** Finds a scope's number. */
    interface Numbering {
        int of(JobKey key) throws SQLException;
    }

    /** All that is asked, cut to what one statement takes. */
    static <E> List<Batch<E>> of(List<E> asked, Function<E, JobKey> keyOf, Numbering scopes) throws SQLException {
        List<Entry<E>> sorted = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            JobKey key = keyOf.apply(asked.get(i));
            sorted.add(new Entry<>(i, scopes.of(key), Text.stored(key.key()), asked.get(i)));
        }
        Comparator<Entry<E>> byScope = Comparator.comparingInt(Entry::scope);
        sorted.sort(byScope.thenComparing(Entry::key));
        List<Batch<E>> batches = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += MOST) {
            batches.add(new Batch<>(sorted.subList(from, Math.min(from + MOST, sorted.size()))));
        }
        return batches;
    }

    /** Those of its entries that fit. */
    Batch<E> only(Predicate<Entry<E>> fits) {
        List<Entry<E>> fitting = new ArrayList<>(entries.size());
        for (Entry<E> entry : entries) {
            if (fits.test(entry)) {
                fitting.add(entry);
            }
        }
        return new Batch<>(fitting);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    int[] scopes() {
        int[] scopes = new int[entries.size()];
        for (int i = 0; i < scopes.length; i++) {
            scopes[i] = entries.get(i).scope();
        }
        return scopes;
    }

    String[] keys() {
        String[] keys = new String[entries.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = entries.get(i).key();
        }
        return keys;
    }

    /** A part of what is asked for each job. */
    long[] longs(ToLongFunction<E> part) {
        long[] parts = new long[entries.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = part.applyAsLong(entries.get(i).asked());
        }
        return parts;
    }

    /** A part of what is asked for each job. */
    int[] ints(ToIntFunction<E> part) {
        int[] parts = new int[entries.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = part.applyAsInt(entries.get(i).asked());
        }
        return parts;
    }

    /** A part of what is asked for each job. */
    @Nullable
    String[] texts(Function<E, @Nullable String> part) {
        @Nullable String[] parts = new String[entries.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = part.apply(entries.get(i).asked());
        }
        return parts;
    }
}
