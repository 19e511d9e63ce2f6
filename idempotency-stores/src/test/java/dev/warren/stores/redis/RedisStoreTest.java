package dev.warren.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.idempotency.StoreException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings, and what is said when there is nothing to talk to. */
class RedisStoreTest {
    private static final URI NOBODY = URI.create("redis://me:secret@127.0.0.1:1");

    @Test
    void saysWhereNobodyAnswersAndKeepsThePassword() {
        RedisStore.Builder builder = RedisStore.builder(NOBODY).timeout(Duration.ofMillis(500));
        assertThatThrownBy(builder::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the store 'default' in Redis at 127.0.0.1:1 did not answer")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me:secret@host", "redis:///0", "jobs.db", ""})
    void refusesAnAddressOfSomethingElseWithoutRepeatingIt(String address) {
        RedisStore.Builder builder = RedisStore.builder(URI.create(address));
        assertThatThrownBy(builder::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis://user:password@host:6379/0")
                .hasMessageNotContaining("secret");
    }

    @Test
    void thePortMayBeLeftOut() {
        assertThat(JedisLink.withPort(URI.create("rediss://me:p%40ss@host/3")))
                .isEqualTo(URI.create("rediss://me:p%40ss@host:6379/3"));
        assertThat(JedisLink.withPort(URI.create("redis://host:7"))).isEqualTo(URI.create("redis://host:7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "{a}", "a:b", "ä"})
    void refusesANameThatWouldNotFitIntoKeys(String name) {
        RedisStore.Builder builder = RedisStore.builder(NOBODY);
        assertThatThrownBy(() -> builder.name(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSettingsOutOfTheirBounds() {
        RedisStore.Builder builder = RedisStore.builder(NOBODY);
        assertThatThrownBy(() -> builder.timeout(Duration.ofMillis(9))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.timeout(Duration.ofMinutes(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.connections(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** In a program that has all that this one has, but for the library. */
    @Test
    void saysWhichLibraryIsMissing() throws Exception {
        URL[] rest = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jedis"))
                .map(RedisStoreTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader poor = new URLClassLoader(rest, ClassLoader.getPlatformClassLoader())) {
            Callable<?> program = (Callable<?>)
                    poor.loadClass(Program.class.getName()).getConstructor().newInstance();
            assertThatThrownBy(program::call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("redis.clients:jedis");
        }
    }

    /** Opens a store. */
    public static final class Program implements Callable<Object> {
        @Override
        public Object call() {
            return RedisStore.open(NOBODY);
        }
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
