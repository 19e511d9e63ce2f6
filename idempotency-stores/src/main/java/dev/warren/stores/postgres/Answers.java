package dev.warren.stores.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers to a batch, by their places in it, as they come to be known.
 *
 * @param <A> one answer
 */
final class Answers<A> {
    private final List<@Nullable A> byPlace;

    Answers(int size) {
        byPlace = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            byPlace.add(null);
        }
    }

    void put(int place, A answer) {
        byPlace.set(place, answer);
    }

    boolean isMissing(int place) {
        return byPlace.get(place) == null;
    }

    List<A> all() {
        List<A> all = new ArrayList<>(byPlace.size());
        for (A answer : byPlace) {
            if (answer == null) {
                throw new IllegalStateException("entry " + all.size() + " of a batch was not answered");
            }
            all.add(answer);
        }
        return all;
    }
}
