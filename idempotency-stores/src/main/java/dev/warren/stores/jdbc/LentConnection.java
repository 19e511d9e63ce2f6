package dev.warren.stores.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection in a transaction, lent to code that may write in it but not end it. What it leaves open is closed with the loan, and the loan's end
 * is the end of the connection for whoever kept it. Used by one thread.
 */
public final class LentConnection implements AutoCloseable {
    private static final Set<String> ENDS_OR_CHANGES_IT = Set.of(
            "commit",
            "rollback",
            "close",
            "abort",
            "setAutoCommit",
            "setSavepoint",
            "releaseSavepoint",
            "setReadOnly",
            "setTransactionIsolation");

    /** From so many statements on it is looked which of them are closed, whenever there are twice as many as were open then. */
    private static final int MOST_UNLOOKED = 100;

    private final Connection connection;
    private final Connection guarded;
    private final List<Statement> statements = new ArrayList<>();
    private int lookAgainAt = MOST_UNLOOKED;
    private boolean over;

    private LentConnection(Connection connection) {
        this.connection = connection;
        this.guarded = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, new Guard());
    }

    /** Lends a connection, in which a transaction has begun. */
    public static LentConnection of(Connection connection) {
        return new LentConnection(connection);
    }

    /** The connection as it is lent. */
    public Connection connection() {
        return guarded;
    }

    /** Ends the loan; the transaction goes on. Idempotent. */
    @Override
    public void close() throws SQLException {
        over = true;
        for (Statement statement : statements) {
            statement.close();
        }
        statements.clear();
    }

    private final class Guard implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            String name = method.getName();
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(proxy, name, arguments);
            }
            if (ENDS_OR_CHANGES_IT.contains(name)) {
                throw new IllegalStateException(
                        "a job may not call " + name
                                + " on the connection it writes in: its writes are committed when it returns, together with its completion, or"
                                + " rolled back when it throws. For a part that may fail, use SAVEPOINT and ROLLBACK TO as SQL");
            }
            if (name.equals("isClosed")) {
                return over;
            }
            if (name.equals("getAutoCommit")) {
                return false;
            }
            if (over) {
                throw new SQLException("this connection was lent to a job for its transaction, which is over");
            }
            return keep(call(method, arguments));
        }

        private @Nullable Object ofObject(Object proxy, String name, @Nullable Object @Nullable [] arguments) {
            return switch (name) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "lent " + connection;
            };
        }

        private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }

        private @Nullable Object keep(@Nullable Object answer) throws SQLException {
            if (answer instanceof Statement statement) {
                if (statements.size() >= lookAgainAt) {
                    dropClosed();
                }
                statements.add(statement);
            }
            return answer;
        }

        private void dropClosed() throws SQLException {
            List<Statement> open = new ArrayList<>();
            for (Statement statement : statements) {
                if (!statement.isClosed()) {
                    open.add(statement);
                }
            }
            statements.clear();
            statements.addAll(open);
            lookAgainAt = Math.max(MOST_UNLOOKED, 2 * open.size());
        }
    }
}
