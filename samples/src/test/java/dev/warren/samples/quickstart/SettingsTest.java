package dev.warren.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @ParameterizedTest
    @CsvSource({
        "http://user:secret@host:15672, http://host:15672",
        "https://user:p%40ss@host/path, https://host/path",
        "http://user:p@ss@host, http://host",
        "http://host:15672/a@b, http://host:15672/a@b"
    })
    void showsNoLogin(String address, String shown) {
        assertThat(Settings.withoutLogin(address)).isEqualTo(shown);
    }
}
