package dev.warren.stores.sqlite;

import dev.warren.topology.LaneName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Numbers for lanes. They are never deleted, so what is remembered here stays true whatever other processes do. */
final class Lanes {
    private static final int MOST_REMEMBERED = 10_000;

    private final Database database;
    private final Map<LaneName, Long> known = new HashMap<>();

    Lanes(Database database) {
        this.database = database;
    }

    /** The number of a lane, which comes to be when there is none. Inside a transaction only. */
    long ensure(LaneName lane) throws SQLException {
        Long id = known.get(lane);
        return id == null ? remember(lane, insert(lane)) : id;
    }

    /** After a rollback: what was inserted is gone. */
    void forget() {
        known.clear();
    }

    private long insert(LaneName lane) throws SQLException {
        PreparedStatement insert = database.prepare("INSERT INTO lane (name) VALUES (?) ON CONFLICT (name) DO NOTHING");
        insert.setString(1, lane.value());
        insert.executeUpdate();
        PreparedStatement select = database.prepare("SELECT id FROM lane WHERE name = ?");
        select.setString(1, lane.value());
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("the lane " + lane + " is not where it was written");
            }
            return rows.getLong(1);
        }
    }

    private long remember(LaneName lane, long id) {
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        known.put(lane, id);
        return id;
    }
}
