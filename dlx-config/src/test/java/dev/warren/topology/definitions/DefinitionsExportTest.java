package dev.warren.topology.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.topology.Role;
import dev.warren.topology.Topology;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionsExportTest {
    private static final Topology TOPOLOGY = Topology.standard();

    @Test
    void hashesAPasswordAsRabbitMqDocumentsIt() {
        // The worked example of https://www.rabbitmq.com/docs/passwords#computing-password-hash
        assertThat(PasswordHash.of(
                        "test12".toCharArray(), HexFormat.of().withUpperCase().parseHex("908DC60A")))
                .isEqualTo("kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR");
    }

    @Test
    void writesEveryObjectIntoTheVirtualHost() throws IOException {
        JsonNode document = parsed(DefinitionsOptions.standard().withVirtualHost("work"));

        assertThat(document.at("/vhosts/0/name").asText()).isEqualTo("work");
        assertThat(document.get("exchanges")).hasSize(TOPOLOGY.exchanges().size());
        assertThat(document.get("queues")).hasSize(TOPOLOGY.queues().size());
        assertThat(document.get("bindings")).hasSize(TOPOLOGY.bindings().size());
        assertThat(document.get("policies")).hasSize(TOPOLOGY.policies().size());
        for (String section : List.of("exchanges", "queues", "bindings", "policies")) {
            assertThat(document.get(section))
                    .allSatisfy(entry -> assertThat(entry.get("vhost").asText()).isEqualTo("work"));
        }
    }

    @Test
    void writesNoUsersWithoutLogins() throws IOException {
        JsonNode document = parsed(DefinitionsOptions.standard());

        assertThat(document.has("users")).isFalse();
        assertThat(document.has("permissions")).isFalse();
    }

    @Test
    void writesUsersWithTheLeastRightsOfTheirRoleAndNoPassword() throws IOException {
        DefinitionsOptions options = DefinitionsOptions.standard()
                .withLogin(Role.PRODUCER, new Login("shop", "s3cret-Canary".toCharArray()));

        JsonNode document = parsed(options);

        assertThat(document.toString()).doesNotContain("s3cret-Canary");
        assertThat(document.at("/users/0/name").asText()).isEqualTo("shop");
        assertThat(document.at("/users/0/hashing_algorithm").asText()).isEqualTo("rabbit_password_hashing_sha256");
        assertThat(document.at("/permissions/0/configure").asText()).isEqualTo("^$");
        assertThat(document.at("/permissions/0/write").asText()).isEqualTo("^(jobs\\.(critical|default|bulk))$");
        assertThat(document.get("users")).hasSize(1);
    }

    @Test
    void isTheSameEachTimeWithoutUsers() {
        assertThat(DefinitionsExport.json(TOPOLOGY, DefinitionsOptions.standard()))
                .isEqualTo(DefinitionsExport.json(Topology.standard(), DefinitionsOptions.standard()));
    }

    @Test
    void aLoginShowsNoPassword() {
        Login login = new Login("shop", "s3cret-Canary".toCharArray());

        assertThat(login.toString()).isEqualTo("Login[shop]");
        assertThat(DefinitionsOptions.standard().withLogin(Role.WORKER, login).toString())
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> new Login("shop", new char[0])).hasMessageContaining("password of user 'shop'");
        assertThatThrownBy(() -> new Login(" ", "x".toCharArray())).hasMessageContaining("user name");
    }

    @Test
    void refusesOneUserForTwoRoles() {
        Login login = new Login("shop", "x".toCharArray());

        assertThatThrownBy(() -> DefinitionsOptions.standard()
                        .withLogin(Role.WORKER, login)
                        .withLogin(Role.PRODUCER, login))
                .hasMessageContaining("a user of its own");
    }

    private static JsonNode parsed(DefinitionsOptions options) throws IOException {
        return new ObjectMapper().readTree(DefinitionsExport.json(TOPOLOGY, options));
    }
}
