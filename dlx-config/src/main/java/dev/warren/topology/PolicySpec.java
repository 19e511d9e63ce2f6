package dev.warren.topology;

import java.util.Map;

/**
 * A policy: settings of queues that an operator may change at any time, without deleting a queue. Only one policy applies to a queue.
 *
 * @param name its name
 * @param pattern the regular expression that queue names are matched with
 * @param priority which policy wins when several match; higher wins
 * @param definition the settings, in the names that policies have (no {@code x-})
 */
public record PolicySpec(String name, String pattern, int priority, Map<String, Object> definition) {
    /** Copies the definition. */
    public PolicySpec {
        definition = Map.copyOf(definition);
    }
}
