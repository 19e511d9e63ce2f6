package dev.warren.chaos.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What handlers have done, counted outside Warren: calls, and jobs done to the end, by job id. */
final class Effects {
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Map<String, Integer> successes = new ConcurrentHashMap<>();

    void called(String id) {
        calls.merge(id, 1, Integer::sum);
    }

    void succeeded(String id) {
        successes.merge(id, 1, Integer::sum);
    }

    int calls(String id) {
        return calls.getOrDefault(id, 0);
    }

    int successes(String id) {
        return successes.getOrDefault(id, 0);
    }
}
