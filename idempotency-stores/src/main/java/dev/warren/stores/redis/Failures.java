package dev.warren.stores.redis;

import dev.warren.idempotency.StoreException;
import java.util.Map;

/** Says what went wrong with the server, and what to do. Never says a password. */
final class Failures {
    /** By the word with which the server's refusal begins. */
    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry(
                    "OOM",
                    "its memory is full (maxmemory), and nothing was done; raise maxmemory, or keep ended jobs for a shorter"
                            + " time, and it goes on by itself"),
            Map.entry("READONLY", "it is a replica now; name the primary, or use a client that follows failovers"),
            Map.entry("LOADING", "it is starting and still loads its data; it goes on by itself"),
            Map.entry(
                    "MISCONF",
                    "it cannot save its data and refuses writes; see to its disk and its log, and it goes on by itself"),
            Map.entry("NOAUTH", "it wants a user and password; put them into the address"),
            Map.entry("WRONGPASS", "it does not know this user and password; correct them"),
            Map.entry(
                    "NOPERM",
                    "this user may not do what the store needs; docs/stores.md has the rights (ACL) that it must have"),
            Map.entry(
                    "WRONGTYPE",
                    "another program keeps something else under its keys; give the store another name, or use another database"),
            Map.entry("BUSY", "another script keeps it busy; find out which (CLIENT LIST), or wait"),
            Map.entry("CLUSTERDOWN", "its cluster is down or lacks a part; see to its nodes, and it goes on by itself"),
            Map.entry("TRYAGAIN", "its keys are moving to another node of the cluster; it goes on by itself"),
            Map.entry("NOREPLICAS", "it has too few replicas (min-replicas-to-write); it goes on when they are back"),
            Map.entry("MASTERDOWN", "it is a replica without a primary; see to the primary"),
            Map.entry("ERR", "it refused; Redis 6 or newer, or Valkey, is needed"));

    private final String where;

    Failures(String where) {
        this.where = where;
    }

    /** Which store, without credentials. */
    String where() {
        return where;
    }

    /** The server answered with an error. */
    StoreException answered(String error, Exception cause) {
        String word = error.split(" ", 2)[0];
        String advice = ADVICE.get(word);
        return new StoreException(
                where + " did not do what was asked: " + (advice == null ? error : advice + " (" + error + ")"), cause);
    }

    /** No answer came. */
    StoreException silent(String why, Exception cause) {
        return new StoreException(
                where + " did not answer: " + why + ". Whether what was asked is done is unknown; asking again is safe",
                cause);
    }

    StoreException refused(String why) {
        return new StoreException(where + " cannot be used: " + why, null);
    }
}
