package dev.warren.console.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.warren.console.config.Loading;
import dev.warren.console.config.UsageError;
import dev.warren.lanes.Prefetch;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolsTest {
    @TempDir
    Path directory;

    private List<Pool> pools(String... flags) {
        Map<String, String> given = new HashMap<>();
        for (String flag : flags) {
            given.put(flag.substring(0, flag.indexOf('=')), flag.substring(flag.indexOf('=') + 1));
        }
        return Pools.of(Loading.load(given, Optional.empty(), Map.of(), directory), Topology.standard());
    }

    @Test
    void allLanesShareTheSlotsByDefault() {
        Pool pool = pools().get(0);
        assertThat(pool.lanes()).containsExactly(LaneName.CRITICAL, LaneName.DEFAULT, LaneName.BULK);
        assertThat(pool.slots()).isGreaterThanOrEqualTo(8);
        assertThat(pool.prefetch()).isEqualTo(Prefetch.DEFAULTS);
    }

    @Test
    void servesTheLanesThatAreNamed() {
        Pool pool = pools("serve=critical,default", "slots=3", "prefetch=7", "shares=strict")
                .get(0);
        assertThat(pool.lanes()).containsExactly(LaneName.CRITICAL, LaneName.DEFAULT);
        assertThat(pool.slots()).isEqualTo(3);
        assertThat(pool.prefetch()).isEqualTo(Prefetch.fixed(7));
    }

    @Test
    void aDedicatedLaneHasAPoolOfItsOwn() {
        assertThat(pools("dedicate=critical=2,bulk=6"))
                .extracting(Pool::lanes, Pool::slots)
                .containsExactly(tuple(List.of(LaneName.CRITICAL), 2), tuple(List.of(LaneName.BULK), 6));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "serve=fast                      | 'serve' is 'fast' (--serve): lane 'fast' is not part of the topology",
                "serve=bulk,bulk                 | it must name at least one lane, and none twice",
                "slots=0                         | 'slots' is '0' (--slots): it must be a whole number from 1 to 10000",
                "shares=fair                     | it must be weighted, weighted:LANE=WEIGHT,... or strict",
                "shares=weighted:critical=1      | 'shares' is 'weighted:critical=1' (--shares): ",
                "shares=weighted:bulk            | 'bulk' must be a lane, = and a whole number",
                "reserve=critical=10000          | 'reserve' is 'critical=10000' (--reserve): ",
                "reserve=critical=1,critical=2   | each lane once",
                "dedicate=bulk=0                 | each number must be from 1 to 10000"
            })
    void saysWhatDoesNotFit(String flag, String complaint) {
        assertThatThrownBy(() -> pools(flag)).isInstanceOf(UsageError.class).hasMessageContaining(complaint);
    }

    @Test
    void lanesEitherShareOrAreDedicated() {
        assertThatThrownBy(() -> pools("dedicate=bulk=1", "slots=4"))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "both 'dedicate' (--dedicate) and 'slots' (--slots) are set: lanes either have slots of their own or"
                                + " share them; leave one out");
    }
}
