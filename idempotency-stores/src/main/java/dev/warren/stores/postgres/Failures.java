package dev.warren.stores.postgres;

import dev.warren.idempotency.StoreException;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;

/** Says what went wrong with the server, and what to do. Names no password: addresses are shown without their parameters. */
final class Failures {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";

    private final String where;

    /**
     * Failures of a place.
     *
     * @param where schema and server, as people know them
     */
    Failures(String where) {
        this.where = where;
    }

    StoreException of(SQLException e) {
        return new StoreException("the store in " + where + " did not answer: " + reason(e), e);
    }

    StoreException refused(String why) {
        return new StoreException("the store in " + where + " cannot be used: " + why, null);
    }

    /** Another transaction was faster; this one left no trace. */
    static SQLException lostRace() {
        return new SQLTransactionRollbackException(
                "other transactions changed the same jobs again and again", SERIALIZATION_FAILURE);
    }

    static boolean isLostRace(SQLException e) {
        return SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
    }

    /** Whether the connection ended, rather than the server's having refused what was asked. */
    static boolean isLostConnection(SQLException e) {
        String state = state(e);
        return state.startsWith("08") || state.equals("57P01") || state.equals("57P02") || state.equals("57P05");
    }

    /** Whether a statement failed for what its own transaction did, or another's: a constraint, a conflict, or an earlier failure in it. */
    static boolean isOfTheTransaction(SQLException e) {
        String state = state(e);
        return state.startsWith("23") || state.startsWith("40") || state.equals("25P02");
    }

    /** Whether a commit that failed so is rolled back for certain: the server has answered, and was not on its way out. */
    static boolean isRefusal(SQLException e) {
        String state = state(e);
        return !state.isEmpty() && !state.startsWith("08") && !state.startsWith("57") && !state.startsWith("XX");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static String reason(SQLException e) {
        String state = state(e);
        String advice = advice(e, state);
        return state.isEmpty() ? advice : advice + " (SQLSTATE " + state + ")";
    }

    private static String advice(SQLException e, String state) {
        return switch (state) {
            case "57P01", "57P02", "57P03", "57P05" ->
                "the server is being stopped or started; it goes on by itself when the server answers";
            case "53300" ->
                "the server, or its pool, has no connection left; raise max_connections, or use fewer (each worker process"
                        + " keeps up to " + Place.LINES + ")";
            case "53100" -> "the server's disk is full; free space, and it goes on by itself";
            case "53200" -> "the server has no memory left; see to it, and it goes on by itself";
            case "57014", "55P03" ->
                "it took longer than the timeout; look for transactions that are left open (pg_stat_activity), for a server"
                        + " that is too busy, or raise the timeout";
            case "25006" -> "it is read-only, as a standby is; name the primary server";
            case "25P03" -> "this process stood still in the middle of a transaction, which the server has ended";
            case "28000", "28P01" -> "the user or the password is wrong, or pg_hba.conf lets this user not in";
            case "3D000" -> "there is no such database; create it first";
            case "42501" ->
                "the user has not the rights; grant those that docs/stores.md names (" + e.getMessage() + ")";
            case "3F000", "42P01", "42883" ->
                "its tables are gone; restore the database, or start the workers again on a new one";
            case "XX001", "XX002" -> "its data is damaged; see the server's log, and restore a backup";
            default -> state.startsWith("08") ? connection(e) : other(e);
        };
    }

    private static String connection(SQLException e) {
        return "the server cannot be reached, or has ended the connection; it goes on by itself when the server answers."
                + " Whether the last thing asked was done is unknown (" + e.getMessage() + ")";
    }

    private static String other(SQLException e) {
        return e instanceof SQLTransientConnectionException
                ? "its pool gave no connection in time; this store keeps up to " + Place.LINES
                        + " of them, so the pool needs as many beside the program's own (" + e.getMessage() + ")"
                : String.valueOf(e.getMessage());
    }
}
