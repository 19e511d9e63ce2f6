package dev.warren.stores.postgres;

import static dev.warren.idempotency.conformance.Claims.key;
import static dev.warren.idempotency.conformance.Claims.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.Owner;
import dev.warren.idempotency.StoreException;
import dev.warren.idempotency.conformance.Claims;
import dev.warren.job.Coordinates;
import dev.warren.testsupport.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the tables come to be, and what is refused instead. */
@Tag("store-server")
class SchemaIT {
    private static final Owner ME = new Owner("me");
    private static final Executor THREAD = task -> new Thread(task).start();

    private final TestSchema schema = TestSchema.make();

    @AfterEach
    void remove() throws Exception {
        schema.close();
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(schema::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema " + schema.name() + " of jdbc:postgresql://")
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("password");
    }

    @Test
    void manyThatMakeOneSchemaAtTheSameTimeOpenOneStore() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<String>> opening = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                opening.add(CompletableFuture.supplyAsync(this::idOf, THREAD));
            }
            Set<String> ids = new HashSet<>();
            for (CompletableFuture<String> each : opening) {
                ids.add(each.get());
            }
            assertThat(ids).hasSize(1);
            schema.drop();
        }
    }

    private String idOf() {
        try (PostgresStore store = schema.open()) {
            return store.id();
        }
    }

    @Test
    void refusesANewerSchema() throws Exception {
        schema.open().close();
        schema.execute("UPDATE store SET version = 7");
        assertRefused("version 7", "upgrade");
    }

    @Test
    void leavesTheTablesOfAnotherProgramAsTheyAre() throws Exception {
        schema.execute("CREATE SCHEMA " + schema.name() + "; CREATE TABLE " + schema.name() + ".customer (name text)");
        assertRefused("another program", "name another schema");
        assertThat(schema.ask("SELECT count(*) FROM pg_tables WHERE schemaname = '" + schema.name() + "'"))
                .isEqualTo("1");
    }

    @Test
    void tellsATableOfThatNameOfAnotherProgramFromItsOwn() throws Exception {
        schema.execute("CREATE SCHEMA " + schema.name() + "; CREATE TABLE " + schema.name()
                + ".store (id bigint PRIMARY KEY, city text)");
        assertRefused("another program", "name another schema");
    }

    @Test
    void takesAnEmptySchemaForANewOne() throws Exception {
        schema.execute("CREATE SCHEMA " + schema.name());
        schema.open().close();
    }

    @Test
    void worksWithTheRightsThatTheDocumentationNames() throws Exception {
        schema.open().close();
        String role = "worker_" + schema.name();
        schema.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret word'; GRANT USAGE ON SCHEMA " + schema.name()
                + " TO "
                + role + "; GRANT SELECT ON store TO " + role
                + "; GRANT SELECT, INSERT, UPDATE, DELETE ON job, job_lock, lease, scope, lane, watch TO " + role
                + "; GRANT SELECT, UPDATE ON look TO " + role + "; GRANT SELECT, USAGE ON SEQUENCE fence_block TO "
                + role);
        try (PostgresStore store = PostgresStore.builder(urlOf(role, "secret word"))
                .schema(schema.name())
                .open()) {
            store.heartbeat(ME, Duration.ofMinutes(1));
            store.claim(ME, List.of(request("a", Coordinates.FIRST), request("b", Coordinates.FIRST)));
            assertThat(store.cancel(key("a"))).isNotNull();
            store.claim(ME, List.of(request("a", Coordinates.FIRST)));
            store.expire(10);
            assertThat(store.find(Claims.key("b"))).isPresent();
            assertThatThrownBy(() -> PostgresStore.builder(urlOf(role, "secret word"))
                            .schema("another_of_" + role)
                            .open())
                    .hasMessageContainingAll("has not the rights", "docs/stores.md");
            assertThatThrownBy(() -> PostgresStore.builder(urlOf(role, "wrong word"))
                            .schema(schema.name())
                            .open())
                    .hasMessageContaining("the user or the password is wrong")
                    .satisfies(e -> assertThat(everythingItSays(e)).doesNotContain("wrong word"));
        } finally {
            schema.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }

    private static String everythingItSays(Throwable e) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = e; each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        return all.toString();
    }

    private static String urlOf(String user, String password) {
        String url = TestPostgres.url();
        return url.substring(0, url.indexOf('?')) + "?user=" + user + "&password=" + password.replace(" ", "%20");
    }

    @Test
    void peopleCanReadTheView() throws Exception {
        try (PostgresStore store = schema.open()) {
            store.heartbeat(ME, Duration.ofMinutes(1));
            store.claim(ME, List.of(request("a", Coordinates.FIRST)));
        }
        assertThat(schema.ask(
                        "SELECT type || ' ' || key || ' ' || status || ' ' || owner || ' ' || (enqueued_at AT TIME ZONE 'UTC')"
                                + " FROM jobs"))
                .isEqualTo("greet a running me 2026-11-22 12:00:00");
    }

    @Test
    void saysWhatIsWrongWithAnAddressAndNotWhatIsSecretInIt() {
        assertThatThrownBy(() -> PostgresStore.builder("jdbc:mysql://host/db?password=secret")
                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none of PostgreSQL's")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> PostgresStore.builder("jdbc:postgresql://user:secret@host:x/db?password=secret")
                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be understood")
                .satisfies(e -> assertThat(everythingItSays(e)).doesNotContain("secret"));
    }
}
