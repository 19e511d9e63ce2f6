package dev.warren.stores.postgres;

import dev.warren.topology.LaneName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Numbers for lanes. They are never deleted, and each is made in a transaction of its own, so what is remembered here stays true. Safe for
 * use by several threads.
 */
final class Lanes {
    /** A job of which nobody said its lane. */
    static final int NONE = 0;

    private final Map<LaneName, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<Integer, LaneName> names = new ConcurrentHashMap<>();

    /** The number of a lane, which comes to be when there is none. Not inside a transaction: a rollback would take it back. */
    int ensure(Session session, LaneName lane) throws SQLException {
        Integer known = numbers.get(lane);
        if (known != null) {
            return known;
        }
        PreparedStatement insert = session.prepare("INSERT INTO lane (name) VALUES (?) ON CONFLICT DO NOTHING");
        insert.setString(1, lane.value());
        insert.executeUpdate();
        PreparedStatement select = session.prepare("SELECT id FROM lane WHERE name = ?");
        select.setString(1, lane.value());
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("the lane " + lane + " is not where it was written");
            }
            return remember(rows.getInt(1), lane);
        }
    }

    /** The numbers of the lanes of a batch's jobs, as {@link #ensure}. */
    <E> int[] ensureAll(Session session, Batch<E> batch, Function<E, LaneName> laneOf) throws SQLException {
        int[] numbers = new int[batch.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = ensure(session, laneOf.apply(batch.entries().get(i).asked()));
        }
        return numbers;
    }

    /** The number of a lane that was asked for by {@link #ensure} or {@link #name} before. */
    int known(LaneName lane) {
        Integer known = numbers.get(lane);
        if (known == null) {
            throw new IllegalStateException("the lane " + lane + " was not made before the transaction that writes it");
        }
        return known;
    }

    /** The name of a lane's number; empty for {@link #NONE}, and for one that is not there, as an older Warren may have written. */
    Optional<LaneName> name(Session session, int number) throws SQLException {
        LaneName known = names.get(number);
        if (known != null || number == NONE) {
            return Optional.ofNullable(known);
        }
        PreparedStatement select = session.prepare("SELECT name FROM lane WHERE id = ?");
        select.setInt(1, number);
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            LaneName lane = new LaneName(rows.getString(1));
            remember(number, lane);
            return Optional.of(lane);
        }
    }

    private int remember(int number, LaneName lane) {
        names.put(number, lane);
        numbers.put(lane, number);
        return number;
    }
}
