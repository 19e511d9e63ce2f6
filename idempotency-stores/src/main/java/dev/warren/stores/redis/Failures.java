package dev.warren.stores.redis;

import dev.warren.idempotency.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** Redis 6 says where in a script something was refused before it says what, which later ones do behind it. Seen on 6.0.16. */
    private static final Pattern REFUSED_IN_A_SCRIPT =
            Pattern.compile("ERR Error running script [^@]*(?:@user_script: ?\\d+: )+-?(.*)", Pattern.DOTALL);

    /** Servers have a word for a right that is lacking, but not in scripts. Seen on Redis 6.0, 7.0 and 8.0, Valkey 8.1 and 9.1. */
    private static final Pattern LACKS_A_RIGHT =
            Pattern.compile("^(?:ERR )?(?:The user executing the script can't|ACL failure in script)");

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
        String why = advice(error).map(advice -> advice + " (" + error + ")").orElse(error);
        return new StoreException(where + " did not do what was asked: " + why, cause);
    }

    private static Optional<String> advice(String error) {
        Matcher inAScript = REFUSED_IN_A_SCRIPT.matcher(error);
        String reason = inAScript.matches() ? inAScript.group(1) : error;
        if (LACKS_A_RIGHT.matcher(reason).find()) {
            return Optional.ofNullable(ADVICE.get("NOPERM"));
        }
        return Optional.ofNullable(ADVICE.get(word(reason))).or(() -> Optional.ofNullable(ADVICE.get(word(error))));
    }

    private static String word(String error) {
        return error.split(" ", 2)[0];
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
