package dev.warren.stores.sqlite;

import dev.warren.idempotency.JobKey;
import dev.warren.job.JobTypeName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Numbers for what many keys share. They are never deleted, so what is remembered here stays true whatever other processes do. */
final class Scopes {
    /** No such scope is in the file. */
    static final long NONE = -1;

    private static final int MOST_REMEMBERED = 10_000;

    private final Database database;
    private final Map<Scope, Long> known = new HashMap<>();

    Scopes(Database database) {
        this.database = database;
    }

    /** What a key begins with. */
    record Scope(String namespace, String tenant, JobTypeName type) {
        static Scope of(JobKey key) {
            return new Scope(key.namespace(), key.tenant(), key.type());
        }
    }

    /** The number of a key's scope, or {@link #NONE}. */
    long find(JobKey key) throws SQLException {
        Scope scope = Scope.of(key);
        Long id = known.get(scope);
        return id == null ? remember(scope, read(scope)) : id;
    }

    /** The number of a key's scope, which comes to be when there is none. Inside a transaction only. */
    long ensure(JobKey key) throws SQLException {
        long found = find(key);
        return found == NONE ? insert(Scope.of(key)) : found;
    }

    /** After a rollback: what was inserted is gone. */
    void forget() {
        known.clear();
    }

    private long read(Scope scope) throws SQLException {
        PreparedStatement select =
                database.prepare("SELECT id FROM scope WHERE namespace = ? AND tenant = ? AND type = ?");
        bind(select, scope);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : NONE;
        }
    }

    private long insert(Scope scope) throws SQLException {
        PreparedStatement insert = database.prepare("INSERT INTO scope (namespace, tenant, type) VALUES (?, ?, ?)");
        bind(insert, scope);
        insert.executeUpdate();
        return remember(scope, read(scope));
    }

    private static void bind(PreparedStatement statement, Scope scope) throws SQLException {
        statement.setString(1, scope.namespace());
        statement.setString(2, scope.tenant());
        statement.setString(3, scope.type().value());
    }

    private long remember(Scope scope, long id) {
        if (id != NONE) {
            if (known.size() >= MOST_REMEMBERED) {
                known.clear();
            }
            known.put(scope, id);
        }
        return id;
    }
}
