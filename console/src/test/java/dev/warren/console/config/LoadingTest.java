package dev.warren.console.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingTest {
    @TempDir
    Path directory;

    private Settings load(Map<String, String> flags, Map<String, String> environment) {
        return Loading.load(flags, Optional.empty(), environment, directory);
    }

    private void file(String text) throws IOException {
        Files.writeString(directory.resolve("warren.properties"), text);
    }

    @Test
    void flagsWinOverTheEnvironmentWhichWinsOverTheFile() throws IOException {
        file("namespace=f\ntimeout=1s\nqueue-type=classic\n");
        Settings settings = load(Map.of("namespace", "c"), Map.of("WARREN_NAMESPACE", "e", "WARREN_TIMEOUT", "2s"));
        assertThat(settings.get(Key.NAMESPACE).toString()).isEqualTo("namespace=c (--namespace)");
        assertThat(settings.get(Key.TIMEOUT).toString()).isEqualTo("timeout=2s (WARREN_TIMEOUT)");
        assertThat(settings.get(Key.QUEUE_TYPE).toString())
                .isEqualTo("queue-type=classic (queue-type in " + directory.resolve("warren.properties") + ")");
        assertThat(settings.get(Key.LANES).toString()).isEqualTo("lanes=critical,default,bulk (default)");
    }

    @Test
    void warrensOwnVariableWinsOverTheOneOthersKnow() {
        Map<String, String> both = Map.of("RABBITMQ_URI", "amqp://a", "WARREN_URI", "amqp://b");
        assertThat(load(Map.of(), both).text(Key.URI)).isEqualTo("amqp://b");
        assertThat(load(Map.of(), Map.of("RABBITMQ_URI", "amqp://a"))
                        .get(Key.URI)
                        .origin()
                        .words())
                .isEqualTo("RABBITMQ_URI");
    }

    @Test
    void anUnknownKeyIsAnErrorWithTheNearestName() throws IOException {
        file("namspace=x\n");
        assertThatThrownBy(() -> load(Map.of(), Map.of()))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("the key 'namspace' in ")
                .hasMessageContaining("Did you mean 'namespace'?");
    }

    @Test
    void anUnknownVariableIsAnErrorWithTheNearestName() {
        assertThatThrownBy(() -> load(Map.of(), Map.of("WARREN_NAMSPACE", "x")))
                .isInstanceOf(UsageError.class)
                .hasMessage("the environment's variable WARREN_NAMSPACE is no setting of Warren. Did you mean"
                        + " 'WARREN_NAMESPACE'? Take it out, or correct its name");
    }

    @Test
    void readsASecretFromAFileBesideTheConfiguration() throws IOException {
        file("password-file=secret.txt\n");
        Files.writeString(directory.resolve("secret.txt"), "geheim\n");
        Setting password = load(Map.of(), Map.of()).get(Key.PASSWORD);
        assertThat(password.value()).contains("geheim");
        assertThat(password.toString()).contains("***").doesNotContain("geheim");
    }

    @Test
    void twoFormsOfOneSettingInOnePlaceAreAnError() {
        assertThatThrownBy(() -> load(Map.of("uri", "amqp://a", "uri-file", "f"), Map.of()))
                .isInstanceOf(UsageError.class)
                .hasMessage("both --uri and --uri-file are given: leave one out");
    }

    @Test
    void anUnreadableSecretIsAnError() {
        assertThatThrownBy(() -> load(Map.of("password-file", "none"), Map.of()))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("(--password-file) can't be read or is empty");
    }

    @Test
    void aConfigurationFileThatIsNamedMustExist() {
        assertThatThrownBy(() -> Loading.load(Map.of(), Optional.of(Path.of("none")), Map.of(), directory))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("can't be read");
    }

    @Test
    void showsNoPassword() {
        Settings settings = load(Map.of("uri", "amqp://me:geheim@host"), Map.of("WARREN_PASSWORD", "auch"));
        assertThat(settings.toString())
                .contains("uri=amqp://me:***@host", "password=***")
                .doesNotContain("geheim", "auch");
    }

    @Test
    void boundsAreNamed() {
        Settings settings = load(Map.of("timeout", "soon"), Map.of());
        assertThatThrownBy(() -> settings.as(Key.TIMEOUT, Durations::parse))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "the setting 'timeout' is 'soon' (--timeout): 'soon' is not a duration; write 500ms, 10s, 5m,"
                                + " 2h, 3d or PT1H30M");
    }
}
