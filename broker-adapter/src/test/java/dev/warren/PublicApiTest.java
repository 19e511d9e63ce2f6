package dev.warren;

import dev.warren.testsupport.PublicApi;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PublicApiTest {
    @Test
    void showsWhatWasApproved() {
        PublicApi.assertApproved(Path.of(""));
    }
}
