package dev.warren.stores.sqlite;

import dev.warren.idempotency.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what went wrong with the file, and what to do. */
final class Failures {
    private final Path file;

    Failures(Path file) {
        this.file = file;
    }

    StoreException of(SQLException e) {
        return new StoreException("the store in " + file + " did not answer: " + reason(e), e);
    }

    StoreException refused(String why) {
        return new StoreException("the store in " + file + " cannot be used: " + why, null);
    }

    /** Whether a commit that failed so is rolled back for certain: a constraint that is checked at the end, or a lock. */
    static boolean isRefusal(SQLException e) {
        if (!(e instanceof SQLiteException failure)) {
            return false;
        }
        int code = failure.getResultCode().code & 0xff;
        return code == 5 || code == 6 || code == 19;
    }

    private static String reason(SQLException e) {
        if (!(e instanceof SQLiteException failure)) {
            return String.valueOf(e.getMessage());
        }
        SQLiteErrorCode code = failure.getResultCode();
        return advice(code) + " (" + code.name() + ")";
    }

    /** By the primary code: the lower eight bits of the extended ones. */
    private static String advice(SQLiteErrorCode code) {
        return switch (code.code & 0xff) {
            case 5, 6 ->
                "another process has it locked for longer than the busy timeout; look for a program that keeps a"
                        + " transaction open on it, or raise the timeout";
            case 8 ->
                "it is read-only; give this user the right to write the file and its directory, or mount it writable";
            case 10 ->
                "reading or writing it failed; see to the disk. What was asked is not done unless it is found"
                        + " so when asked again";
            case 11 ->
                "it is damaged; stop all workers, keep copies of the file with its -wal and -shm, and restore a"
                        + " backup or recover it with sqlite3's .recover";
            case 13 -> "the disk is full, or the file has reached its bound; free space, and it goes on by itself";
            case 14 -> "it cannot be opened; the directory must exist, and this user must be allowed to write both";
            case 26 -> "it is no SQLite file, or one damaged at its head; name another file, or restore a backup";
            default -> String.valueOf(code.message);
        };
    }
}
