package dev.warren.stores.postgres;

import dev.warren.idempotency.JobKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

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
        return new Batch<>(entries.stream().filter(fits).toList());
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int[] scopes() {
        return entries.stream().mapToInt(Entry::scope).toArray();
    }

    String[] keys() {
        return entries.stream().map(Entry::key).toArray(String[]::new);
    }
}
