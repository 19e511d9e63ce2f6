package dev.warren.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.WarrenException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobProvidersTest {
    private static final JobType<String> GREET = JobType.of("greet", String.class);
    private static final JobType<Long> COUNT = JobType.of("count", Long.class);

    @TempDir
    Path directory;

    /** Found by the tests below. */
    public static final class Greeting implements JobProvider {
        @Override
        public void register(JobRegistry jobs) {
            jobs.run(GREET, job -> {}).handle(COUNT, job -> JobResult.done());
        }
    }

    private URLClassLoader naming(String className) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(JobProvider.class.getName()), className + "\n");
        return new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
    }

    @Test
    void findsWhatIsNamedOnTheClassPath() throws IOException {
        try (URLClassLoader loader = naming(Greeting.class.getName())) {
            assertThat(JobProviders.on(loader)).singleElement().isInstanceOf(Greeting.class);
        }
    }

    @Test
    void listsTheTypesInTheirOrder() {
        assertThat(JobProviders.types(List.of(new Greeting()))).containsExactly(GREET, COUNT);
    }

    @Test
    void refusesASecondHandlerOfAType() {
        assertThatThrownBy(() -> JobProviders.types(List.of(new Greeting(), new Greeting())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("job type 'greet' has two handlers; take one out");
    }

    @Test
    void namesAProviderThatCannotBeMade() throws IOException {
        try (URLClassLoader loader = naming("no.such.Provider")) {
            assertThatThrownBy(() -> JobProviders.on(loader))
                    .isInstanceOf(WarrenException.class)
                    .hasMessageContaining("no.such.Provider");
        }
    }
}
