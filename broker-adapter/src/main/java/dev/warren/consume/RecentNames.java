package dev.warren.consume;

import java.util.LinkedHashSet;
import java.util.Set;

/** The last thousand different names. Used by one thread. */
final class RecentNames {
    private static final int MOST = 1_000;

    private final Set<String> names = new LinkedHashSet<>();

    /** Answers whether it is new. */
    boolean add(String name) {
        if (!names.add(name)) {
            return false;
        }
        if (names.size() > MOST) {
            names.remove(names.iterator().next());
        }
        return true;
    }

    boolean contains(String name) {
        return names.contains(name);
    }
}
