package dev.warren.stores.postgres;

import dev.warren.idempotency.JobKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers for what many keys share. They are never deleted, and each is made in a transaction of its own, so what is remembered here
 * stays true whatever becomes of the batch that needed it. Safe for use by several threads.
 */
final class Scopes {
    /** No such scope is in the table. */
    static final int NONE = 0;

    private static final int MOST_REMEMBERED = 10_000;

    private static final String SELECT = "SELECT id FROM scope WHERE namespace = ? AND tenant = ? AND type = ?";

    private static final String INSERT =
            "INSERT INTO scope (namespace, tenant, type) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    private final Map<Scope, Integer> known = new ConcurrentHashMap<>();

    /** What a key begins with. */
    private record Scope(String namespace, String tenant, String type) {}

    /** The number of a key's scope, or {@link #NONE}. */
    int find(Session session, JobKey key) throws SQLException {
        Scope scope = new Scope(key.namespace(), key.tenant(), key.type().value());
        Integer id = known.get(scope);
        return id == null ? remember(scope, read(session, scope)) : id;
    }

    /** The number of a key's scope, which comes to be when there is none. Not inside a transaction. */
    int ensure(Session session, JobKey key) throws SQLException {
        int found = find(session, key);
        if (found != NONE) {
            return found;
        }
        PreparedStatement insert = session.prepare(INSERT);
        bind(insert, new Scope(key.namespace(), key.tenant(), key.type().value()));
        insert.executeUpdate();
        return find(session, key);
    }

    private static int read(Session session, Scope scope) throws SQLException {
        PreparedStatement select = session.prepare(SELECT);
        bind(select, scope);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getInt(1) : NONE;
        }
    }

    private static void bind(PreparedStatement statement, Scope scope) throws SQLException {
        statement.setString(1, Text.stored(scope.namespace()));
        statement.setString(2, Text.stored(scope.tenant()));
        statement.setString(3, Text.stored(scope.type()));
    }

    private int remember(Scope scope, int id) {
        if (id != NONE) {
            if (known.size() >= MOST_REMEMBERED) {
                known.clear();
            }
            known.put(scope, id);
        }
        return id;
    }
}
