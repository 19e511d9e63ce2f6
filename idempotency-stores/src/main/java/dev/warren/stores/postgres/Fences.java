package dev.warren.stores.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * A block of fences. It is drawn while the rows it is for are locked, so it is higher than any fence they have had: whoever gave them one
 * drew it before, and is done.
 */
final class Fences implements LongSupplier {
    /** The number of a block times this is its first fence. */
    static final int IN_A_BLOCK = Batch.MOST;

    static final String FIRST_OF_A_BLOCK = "nextval('fence_block') * " + IN_A_BLOCK;

    private long next;
    private int left = IN_A_BLOCK;

    private Fences(long first) {
        next = first;
    }

    static Fences draw(Session session) throws SQLException {
        try (ResultSet rows = session.prepare("SELECT " + FIRST_OF_A_BLOCK).executeQuery()) {
            rows.next();
            return new Fences(rows.getLong(1));
        }
    }

    @Override
    public long getAsLong() {
        if (left == 0) {
            throw new IllegalStateException("a batch took more than " + IN_A_BLOCK + " fences");
        }
        left--;
        return next++;
    }
}
