package dev.warren.stores.postgres;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.JobStatus;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.StoreException;
import dev.warren.job.Coordinates;
import dev.warren.testsupport.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** On connections of the program's own pool. */
@Tag("store-server")
class OwnSourceIT {
    private static final Owner ME = new Owner("me");

    /** A pool, as small as can be: connections that are closed go back to it. */
    private static final class Pool implements AutoCloseable {
        private final PGSimpleDataSource server = new PGSimpleDataSource();
        private final Deque<Connection> idle = new ArrayDeque<>();
        private final int most;
        private int made;

        Pool(int most) {
            this.most = most;
            server.setUrl(TestPostgres.url());
        }

        DataSource source() {
            return (DataSource) Proxy.newProxyInstance(
                    Pool.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (self, method, arguments) -> take());
        }

        private synchronized Connection take() throws SQLException {
            if (idle.isEmpty()) {
                if (made == most) {
                    throw new SQLTransientConnectionException("no connection within 10 ms");
                }
                idle.push(server.getConnection());
                made++;
            }
            Connection real = idle.pop();
            return (Connection) Proxy.newProxyInstance(
                    Pool.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            giveBack(real);
                            return null;
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private synchronized void add(Connection connection) {
            idle.push(connection);
            made++;
        }

        private synchronized void giveBack(Connection connection) {
            idle.push(connection);
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : idle) {
                connection.close();
            }
        }
    }

    @Test
    void worksOnConnectionsOfAPoolAndGivesThemBackAsTheyWere() throws Exception {
        try (TestSchema schema = TestSchema.make();
                Pool pool = new Pool(Place.LINES)) {
            try (PostgresStore store =
                    PostgresStore.builder(pool.source()).schema(schema.name()).open()) {
                store.heartbeat(ME, Duration.ofMinutes(1));
                store.claim(ME, List.of(request("a", Coordinates.FIRST)));
                store.cancel(key("a"));
                store.expire(1);
                assertThat(store.find(key("a")).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
                assertThat(pool.idle).isEmpty();
            }
            assertThat(pool.idle).hasSize(Place.LINES);
            for (Connection connection : pool.idle) {
                assertThat(setting(connection, "search_path")).doesNotContain(schema.name());
                assertThat(setting(connection, "enable_seqscan")).isEqualTo("on");
                assertThat(setting(connection, "statement_timeout")).isEqualTo("0");
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(connection.getNetworkTimeout()).isZero();
            }
        }
    }

    @Test
    void givesConnectionsBackWithThePoolsOwnTimeoutAndIsolation() throws Exception {
        try (TestSchema schema = TestSchema.make();
                Pool pool = new Pool(1)) {
            Connection connection = pool.server.getConnection();
            connection.setNetworkTimeout(Runnable::run, 30_000);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            pool.add(connection);
            PostgresStore.builder(pool.source()).schema(schema.name()).open().close();
            assertThat(pool.idle).containsExactly(connection);
            assertThat(connection.getNetworkTimeout()).isEqualTo(30_000);
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(connection.getAutoCommit()).isFalse();
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void aPoolThatIsTooSmallIsSaidToBe() throws Exception {
        try (TestSchema schema = TestSchema.make();
                Pool pool = new Pool(1);
                PostgresStore store = PostgresStore.builder(pool.source())
                        .schema(schema.name())
                        .open()) {
            store.heartbeat(ME, Duration.ofMinutes(1));
            assertThatThrownBy(() -> store.claim(ME, List.of(request("a", Coordinates.FIRST))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("its pool gave no connection in time", "keeps up to 5");
        }
    }
}
