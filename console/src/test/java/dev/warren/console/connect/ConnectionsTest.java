package dev.warren.console.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.console.config.Loading;
import dev.warren.console.config.UsageError;
import dev.warren.idempotency.StoreException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionsTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private Connections with(String... flags) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < flags.length; i += 2) {
            given.put(flags[i], flags[i + 1]);
        }
        return new Connections(Loading.load(given, Optional.empty(), environment, directory), directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.8.9.1", "[::1]", "[0:0:0:0:0:0:0:1]", "LOCALHOST"})
    void thisMachineMayBePlainWithTheDefaultPassword(String host) {
        assertThatCode(() -> with("uri", "amqp://guest:guest@" + host).broker()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker.example", "10.0.0.7", "localhost.example", "127.0.0.1.example", "[::2]", "[1::1]"})
    void plainAmqpToAnotherMachineIsRefused(String host) {
        assertThatThrownBy(() -> with("uri", "amqp://me:own@" + host).broker())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("Use amqps://, or allow it with --insecure-plain")
                .hasMessageNotContaining("own@");
    }

    @Test
    void theDefaultPasswordOnAnotherMachineIsRefused() {
        assertThatThrownBy(
                        () -> with("uri", "amqps://guest:guest@broker.example").broker())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("allow it with --insecure-default-password");
        assertThatThrownBy(() -> with("uri", "amqps://broker.example").broker())
                .hasMessageContaining("--insecure-default-password");
    }

    @Test
    void whatIsRefusedCanBeAllowed() {
        assertThat(with(
                                "uri",
                                "amqp://guest:guest@broker.example",
                                "insecure-plain",
                                "true",
                                "insecure-default-password",
                                "true")
                        .broker()
                        .address())
                .isEqualTo("amqp://broker.example:5672");
    }

    @Test
    void aPlainManagementApiOfAnotherMachineIsRefused() {
        assertThatThrownBy(() -> with("management-uri", "http://me:own@broker.example:15672")
                        .management())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("Use https://");
    }

    @Test
    void aPlainRedisOfAnotherMachineIsRefused() {
        assertThatThrownBy(() ->
                        with("store", "redis://me:own@redis.example:6379/0").existingStore())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("Use rediss://")
                .hasMessageNotContaining("own@");
    }

    @Test
    void aRedisThatDoesNotAnswerIsNamedWithoutItsPassword() {
        assertThatThrownBy(() ->
                        with("store", "redis://me:secret@127.0.0.1:1#shop").store())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the store 'shop' in Redis at 127.0.0.1:1")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aStoreOfAnUnknownKindIsRefused() {
        assertThatThrownBy(() -> with("store", "mysql://host").store())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("redis://user:password@host:6379/0#name or memory");
    }

    @Test
    void theManagementApiFollowsTheBroker() {
        Connections connections = with("uri", "amqps://me:own@broker.example/sub%2Fhost");
        assertThat(connections.managementAddress().withPassword()).isEqualTo("https://me:own@broker.example:15671");
        assertThat(connections.virtualHost()).isEqualTo("sub/host");
    }

    @Test
    void aPasswordOfItsOwnReplacesTheOneInTheUri() {
        environment.put("WARREN_PASSWORD", "p@ss:w/rd +%");
        environment.put("WARREN_URI", "amqps://me:old@broker.example");
        assertThat(with().brokerAddress().withPassword())
                .isEqualTo("amqps://me:p%40ss%3Aw%2Frd%20%2B%25@broker.example");
    }

    @Test
    void aPasswordFromALesserPlaceDoesNotReplaceTheOneInTheUri() {
        environment.put("WARREN_PASSWORD", "other");
        assertThat(with("uri", "amqps://me:own@broker.example").brokerAddress().withPassword())
                .isEqualTo("amqps://me:own@broker.example");
    }

    @Test
    void aLookAtAStoreDoesNotMakeOne() {
        assertThatThrownBy(() -> with("store", "sqlite:none.db").existingStore())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("the setting 'store' is 'sqlite:none.db' (--store): there is no such file");
        assertThat(directory.resolve("none.db")).doesNotExist();
    }

    @Test
    void aDatabaseOverANetworkIsRefusedUnlessItsServerIsVerified() {
        String url = "jdbc:postgresql://127.0.0.1:1,db.example:5432/jobs?user=me&password=own%20word";
        assertThatThrownBy(() -> with("store", url).store())
                .isInstanceOf(UsageError.class)
                .hasMessageContainingAll("db.example", "password=***", "sslmode=verify-full", "--insecure-plain")
                .hasMessageNotContaining("own%20word");
        assertThat(with("store", url + "&sslmode=verify-full").storeFile()).isEmpty();
        assertThat(with("store", "jdbc:postgresql://[::1]:5432/jobs").storeFile())
                .isEmpty();
        assertThat(with("store", "jdbc:postgresql:jobs").storeFile()).isEmpty();
    }

    @Test
    void aDatabaseThatIsNotThereIsNoMistakeOfTheUsers() {
        assertThatThrownBy(() -> with("store", "jdbc:postgresql://127.0.0.1:1/jobs?user=me&password=sesame")
                        .existingStore())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the server cannot be reached")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void aFileWithoutCertificatesIsRefused() {
        assertThatThrownBy(() -> with("tls-ca", "none.pem").broker())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("the setting 'tls-ca' is 'none.pem' (--tls-ca): it must be a file with");
    }
}
